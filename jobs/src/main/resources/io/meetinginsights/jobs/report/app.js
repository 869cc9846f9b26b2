// Which page is shown, and how the theme is chosen.

const main = document.getElementById("page");
const THEMES = ["auto", "light", "dark"];
let theme = "auto";

function applyTheme() {
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.getElementById("theme").textContent = "Theme: " + theme;
  drawn.forEach((one) => one.repaint());
}

function navigation(page) {
  refill(document.querySelector("nav.pages"), [["#/", "Site", "site"], ["#/clients", `Clients (${report.clients.length})`, "clients"]].map(([href, label, key]) =>
    el("a", { href, "aria-current": key === page ? "page" : null }, label)));
}

let turn = 0;

async function route(moveFocus) {
  const mine = ++turn;
  const [wanted, argument] = location.hash.replace(/^#\//, "").split("/");
  const page = wanted === "clients" || wanted === "client" ? wanted : "site";
  drawn.clear();
  const content = page === "clients" ? clientsPage() : page === "client" ? await clientPage(Number(argument)) : sitePage();
  if (mine !== turn) return; // another page was asked for meanwhile
  refill(main, content);
  navigation(page === "client" ? "clients" : page);
  drawn.forEach((one) => one.section.isConnected ? one.draw() : drawn.delete(one));
  const heading = main.querySelector("h1");
  document.title = heading.textContent + " · Meeting Insights";
  scrollTo(0, 0);
  if (moveFocus) heading.focus();
  main.dataset.shown = page;
}

async function start() {
  if (typeof DecompressionStream === "undefined") {
    refill(main, el("p", { class: "notice" }, "This browser is too old to open the report: it needs Chrome or Edge 80, Firefox 113, Safari 16.4, or newer."));
    return;
  }
  report = await block("site");
  useZone(report.site.zone);
  refill(document.querySelector("footer"),
    el("p", {}, `Zoom calls at ${report.site.name}, ${report.from} to ${report.to}. Calls and events belong to the UTC day they ended in.`),
    el("p", {}, `Made by Meeting Insights ${report.made_by}. Charts by uPlot (MIT). This file loads nothing from anywhere.`));
  document.getElementById("theme").addEventListener("click", () => { theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]; applyTheme(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyTheme);
  applyTheme();
  addEventListener("hashchange", () => route(true));
  await route(false);
}

start();
