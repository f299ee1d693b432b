// While somebody registers: what is known beside the words so far, and Ctrl+Enter sends. Without this file the button 先看看 does the same.
const form = document.querySelector("form[data-register]");
const found = document.querySelector("[data-found]");
const WATCHED = ["statement", "employer_name", "phone", "id_no"];
let timer;
let asked = 0;

const look = async () => {
  const mine = ++asked;
  const answer = await fetch(form.dataset.register, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  // an answer that was overtaken says nothing any more; a session that ended is told when the form is sent
  if (answer.ok && mine === asked) found.innerHTML = await answer.text();
};

form.addEventListener("input", (event) => {
  if (!WATCHED.includes(event.target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(look, 600);
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) form.requestSubmit(form.querySelector("[value=register]"));
});
// Enter in a line must not press 先看看, which stands first: it goes on to the next field, as with the tabulator.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || !event.target.matches("input, select")) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button")].filter((field) => field.offsetParent);
  fields[fields.indexOf(event.target) + 1]?.focus();
});
if (!document.querySelector(".errsum")) form.querySelector("select").focus();
