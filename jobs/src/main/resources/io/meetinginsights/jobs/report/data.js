// The data stands in the page as gzipped JSON, one block for the site and one for each client, opened when it is looked at.

const blocks = new Map();

async function block(id) {
  if (!blocks.has(id)) {
    const packed = document.getElementById(id).textContent.trim();
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    blocks.set(id, JSON.parse(await new Response(plain).text()));
  }
  return blocks.get(id);
}

let report; // the site's block
let zone = "UTC";

function useZone(wanted) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: wanted });
    zone = wanted;
  } catch (unknown) {
    zone = "UTC";
  }
}

const formats = new Map();

function format(at, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(key).format(new Date(at * 1000));
}

const TIME = { hour: "2-digit", minute: "2-digit", hour12: false };
const SECOND = { ...TIME, second: "2-digit" };
const DAY = { day: "numeric", month: "short" };

/** Instants are seconds since 1970; they show on the site's clock. */
function timeOf(at) {
  return at === null || at === undefined ? NONE : format(at, TIME);
}

function dayAndTime(at) {
  return at === null || at === undefined ? NONE : format(at, DAY) + ", " + format(at, TIME);
}

/** A day of the calendar, such as 2026-03-02: the same in every zone. */
function dayOf(text) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(new Date(text + "T00:00:00Z"));
}
