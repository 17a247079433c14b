// The frame of every Streamlit page: home left, language, Help and Leave right. Leave works without the server.
export default function ({ parentElement, data, setTriggerValue }) {
  document.documentElement.lang = data.lang;
  const { words } = data;
  const el = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const home = el("button", { className: "brand", type: "button", ariaLabel: words.home, onclick: () => setTriggerValue("home", true) },
    el("img", { src: "/assets/pictures/drawn/small/lotus.svg?v=1", alt: "" }), el("span", {}, words.app));
  const languages = el("nav", { className: "language", ariaLabel: "ភាសា · Language" },
    ...[["km", "ខ្មែរ"], ["en", "English"]].map(([lang, name]) => {
      const choose = () => {
        document.cookie = `sitthi_lang=${lang};path=/;max-age=28800;samesite=lax`;
        setTriggerValue("lang", lang);
      };
      const button = el("button", { type: "button", className: lang === data.lang ? "on" : "", lang, onclick: choose }, name);
      button.ariaPressed = String(lang === data.lang);
      return button;
    }));
  const signOut = async () => {
    await fetch("/leave", { method: "POST", redirect: "manual" }).catch(() => null);
    location.replace("/door");
  };
  const away = () => location.replace("/away"); // replace: Back does not bring this page before other eyes
  const header = el("header", { className: "frame" }, home,
    ...(data.simulated ? [el("span", { className: "chip sun" }, words.simulated)] : []), ...(data.draft ? [el("span", { className: "chip" }, words.draft)] : []),
    el("span", { className: "grow" }),
    ...(data.seated ? [el("button", { className: "button out", type: "button", onclick: signOut }, data.sign_out)] : []),
    languages,
    el("a", { className: "button help", href: "/help" }, words.help),
    el("button", { className: "button exit", type: "button", onclick: away }, words.exit));
  Object.assign(header.style, { position: "fixed", left: 0, right: 0, top: 0 });
  const old = parentElement.querySelector("header");
  old ? old.replaceWith(header) : parentElement.append(header);
  onkeydown = (event) => event.key === "Escape" && event.shiftKey && away();
}
