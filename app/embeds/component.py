"""`<service-entry id lang theme release>`: an embedded page as an element, in one file that needs nothing else."""

from typing import Final

# The number in the name changes when what a page has written would mean something else.
COMPONENT_NAME: Final = "service-entry-1.js"
_COMPONENT: Final = """\
/* <service-entry id="service-pyramid" lang="sv" theme="auto"></service-entry>
 *
 * Shows an entry or a series in a frame that grows with it. `id` is its id, or its slug in any language.
 * With `release` it stays as it was in that release, and says so once there is a newer one.
 * <script type="module" src="https://HOST/embed/service-entry-1.js"></script>
 */
const origin = new URL(import.meta.url).origin;
const DEFAULT_LANG = "%s";

class ServiceEntry extends HTMLElement {
  static observedAttributes = ["id", "lang", "release", "theme"];

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(
      ":host{display:block}:host([hidden]){display:none}iframe{display:block;border:0;width:100%;height:20rem}",
    );
    this.shadowRoot.adoptedStyleSheets = [style];
    this.frame = document.createElement("iframe");
    this.frame.setAttribute("sandbox", "allow-scripts allow-popups");
    this.frame.setAttribute("loading", "lazy");
    this.grow = (event) => {
      if (event.source !== this.frame.contentWindow || event.data?.type !== "service-knowledge.height") return;
      const height = Number(event.data.height);
      if (!(height > 0 && height < 1e5)) return;
      this.frame.style.height = `${height}px`;
      this.dispatchEvent(new CustomEvent("service-entry-resize", { detail: { height } }));
    };
  }

  connectedCallback() {
    window.addEventListener("message", this.grow);
    this.show();
    this.shadowRoot.append(this.frame);
  }

  disconnectedCallback() {
    window.removeEventListener("message", this.grow);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  show() {
    const lang = this.lang || this.closest("[lang]")?.lang || DEFAULT_LANG;
    if (!this.id) return;
    const theme = this.getAttribute("theme");
    const release = this.getAttribute("release");
    const query = new URLSearchParams();
    if (theme === "light" || theme === "dark") query.set("theme", theme);
    if (/^[1-9][0-9]*$/.test(release)) query.set("release", release);
    const path = `/embed/${encodeURIComponent(lang)}/${encodeURIComponent(this.id)}`;
    const address = `${origin}${path}${query.size ? `?${query}` : ""}`;
    this.frame.title = this.getAttribute("label") || this.id;
    if (this.frame.src !== address) this.frame.src = address;
  }
}

if (!customElements.get("service-entry")) customElements.define("service-entry", ServiceEntry);
"""


def component(default_lang: str) -> str:
    """The element, for pages that say no language of their own."""
    return _COMPONENT.replace("%s", default_lang)
