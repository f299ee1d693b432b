// Progressive enhancement only: every page works without this file.
const root = document.documentElement;
const one = (selector) => document.querySelector(selector);
const all = (selector) => document.querySelectorAll(selector);

// 大字. A cookie, so that the server renders the next page large at once.
for (const button of all("[data-size-toggle]")) {
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.size === "large"));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    root.dataset.size = root.dataset.size === "large" ? "" : "large";
    const age = root.dataset.size === "large" ? 31536000 : 0;
    document.cookie = `text_size=large; path=/; max-age=${age}; samesite=lax`;
    show();
  });
}

// Errors first: a reader of the screen hears them, a keyboard starts there.
one(".errsum")?.focus();
for (const link of all(".errsum a[href^='#']")) {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
    (target.closest(".field") ?? target).scrollIntoView({ block: "start" });
    (field ?? target).focus({ preventScroll: true });
  });
}

// The assign button names the chosen lawyer.
const assign = one("[data-assign]");
if (assign) {
  const name = () => {
    const chosen = one("input[type=radio][data-name]:checked");
    if (chosen) assign.textContent = `指派给${chosen.dataset.name}`;
  };
  name();
  document.addEventListener("change", name);
}

// Filters are open without JavaScript; on a narrow screen they wait behind their button.
if (matchMedia("(max-width: 1100px)").matches) for (const filters of all("details.filters")) filters.open = false;

// A menu closes on Escape and on a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A text area grows with its text; style.height set by a script is allowed by the CSP.
for (const area of all("textarea[data-grow]")) {
  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  grow();
  area.addEventListener("input", grow);
}

// Signs left, said politely.
for (const area of all("textarea[maxlength]")) {
  const out = document.getElementById(`${area.id}-left`);
  if (!out) continue;
  const count = () => { out.textContent = `还可以写 ${area.maxLength - area.value.length} 个字`; };
  count();
  area.addEventListener("input", count);
}

// A second click does not post twice. The button stays enabled, so its name and value are sent.
for (const form of all("form[method=post i]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    // a download answers without leaving the page
    setTimeout(() => { delete form.dataset.sent; event.submitter?.removeAttribute("aria-busy"); }, 8000);
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of all("form[data-sent]")) delete form.dataset.sent;
});

// The bulk bar counts what is ticked; one box ticks all.
for (const table of all("table[data-bulk]")) {
  const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
  const every = table.querySelector("thead input[type=checkbox]");
  const out = document.querySelector(`[data-bulk-count="${table.dataset.bulk}"]`);
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    if (out) out.textContent = `已选 ${ticked} 件`;
    if (every) {
      every.checked = ticked > 0 && ticked === boxes.length;
      every.indeterminate = ticked > 0 && ticked < boxes.length;
    }
  };
  if (every) {
    every.closest("label").hidden = false;
    every.addEventListener("change", () => { for (const box of boxes) box.checked = every.checked; count(); });
  }
  table.addEventListener("change", count);
  count();
}

// A select that filters or sorts sends its form at once.
for (const field of all("[data-submit-on-change]")) field.addEventListener("change", () => field.form.requestSubmit());

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of all("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(one(button.dataset.copy).innerText);
    button.querySelector("[data-copy-label]").textContent = "已复制";
  });
}
