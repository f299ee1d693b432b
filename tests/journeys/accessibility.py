"""axe on a page, with a memory for contrast: three quarters of its time go into colours that it has found readable a hundred times."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Contrast follows from the colours and sizes of a text and from what lies behind it. A text that looks as one that passed passes too; nothing
# else is remembered: what fails, or what axe cannot tell, is looked at each time. What is taken out of the flow may lie over anything, so that
# its looks hold for one address alone.
EXAMINE = """async known => {
  const passed = new Set(known), fresh = [], behind = new Map();
  const ground = element => {
    if (!element) return '';
    if (!behind.has(element)) {
      const s = getComputedStyle(element), own = [];
      if (s.backgroundColor !== 'rgba(0, 0, 0, 0)') own.push(s.backgroundColor);
      if (s.backgroundImage !== 'none') own.push(s.backgroundImage);
      if (s.opacity !== '1') own.push(s.opacity);
      if (s.mixBlendMode !== 'normal') own.push(s.mixBlendMode);
      if (['absolute', 'fixed', 'sticky'].includes(s.position)) own.push(location.href);
      behind.set(element, [ground(element.parentElement), ...own].join('|'));
    }
    return behind.get(element);
  };
  const looks = element => {
    const s = getComputedStyle(element);
    return [s.color, s.fontSize, s.fontWeight, s.textShadow, s.webkitTextStroke, s.webkitTextFillColor, ground(element)].join(';');
  };
  const contrast = axe._audit.checks['color-contrast'], judge = contrast.evaluate;
  contrast.evaluate = function (element, ...more) {
    const look = looks(element);
    if (passed.has(look)) return true;
    const verdict = judge.call(this, element, ...more);
    if (verdict === true) {
      passed.add(look);
      fresh.push(look);
    }
    return verdict;
  };
  const found = await axe.run({resultTypes: ['violations']});
  return {fresh, violations: found.violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target[0]).join('; ')}`)};
}"""


class Examiner:
    """Runs axe, injected by `evaluate`, so that the page's own policy stays on; remembers for the whole run which looks of a text are readable."""

    def __init__(self) -> None:
        self._script, self._readable = Axe().axe_script, list[str]()

    def violations(self, page: Page) -> list[str]:
        """Rule and first places of each violation on the page as it stands."""
        page.evaluate(self._script)
        found = page.evaluate(EXAMINE, self._readable)
        self._readable += found["fresh"]
        return [str(violation) for violation in found["violations"]]


EXAMINER = Examiner()
