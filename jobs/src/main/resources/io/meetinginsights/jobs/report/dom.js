// Elements are made here and nowhere else, and text always goes in as text: whatever a name holds, it is never read as markup.

/** An element. Attributes: class, on… handlers, style as an object (the page's policy allows no style attributes), the rest as they are. */
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
    else element.setAttribute(name, value === true ? "" : value);
  }
  put(element, children);
  return element;
}

function put(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

function refill(element, ...children) {
  element.replaceChildren();
  put(element, children);
}

const NONE = "–";

/** A figure with a set number of decimals, or a dash where there is none. */
function figure(value, decimals = 0) {
  return value === null || value === undefined
    ? NONE
    : value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** A figure with as many decimals as it takes to tell it from nothing. */
function measured(value) {
  if (value === null || value === undefined) return NONE;
  return value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2 });
}

function percent(part, whole) {
  return whole ? figure((100 * part) / whole, 1) + " %" : NONE;
}

function sum(values) {
  return values.reduce((total, value) => total + (value || 0), 0);
}

/** 5c5b35000205 as 5c:5b:35:00:02:05; what is no MAC address stays as it is. */
function mac(address) {
  return /^[0-9a-f]{12}$/.test(address || "") ? address.match(/../g).join(":") : address || NONE;
}

function length(seconds) {
  if (seconds === null || seconds === undefined) return NONE;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? minutes + " min" : Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
}

function swatch() {
  return el("span", { class: "swatch", "aria-hidden": "true" });
}

const CAUSES = ["wireless", "wired", "wan", "client", "remote", "unexplained"];
const CATEGORIES = ["wireless", "wired", "wan", "client", "remote", "context"];
const NAMES = {
  wireless: "Wireless", wired: "Wired", wan: "WAN", client: "Client", remote: "Remote", context: "Context", unexplained: "Unexplained",
  access_point: "Access point", radio: "Radio", ssid: "SSID", switch_port: "Switch port", wan_link: "WAN link", client_os: "Client OS",
  "on-network": "On the network", "at-home": "At home", guest: "Guest", unknown: "Unknown", late: "Late",
  mac: "MAC address", ip: "IP address", host_name: "Host name", user: "Signed-in user", none: "Not matched",
};

function name(key) {
  return NAMES[key] || key;
}

function badge(category) {
  return el("span", { class: "badge " + category }, swatch(), name(category));
}
