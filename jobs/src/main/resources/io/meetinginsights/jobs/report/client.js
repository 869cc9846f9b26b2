// A client's page: its charts with the signal beside them, its meetings, its events.

async function clientPage(index) {
  const client = report.clients[index];
  if (!client) return [el("h1", { tabindex: "-1" }, "No such client"), el("p", {}, el("a", { href: "#/clients" }, "All clients"))];
  const also = client.hosts.slice(1);
  const head = [
    el("p", { class: "crumbs" }, el("a", { href: "#/clients" }, "Clients"), " / " + mac(client.mac)),
    el("div", {}, el("h1", { tabindex: "-1" }, client.hosts[0] || mac(client.mac)),
      el("p", { class: "lead" }, [mac(client.mac), client.ips.join(", "), client.user || client.user_name, client.medium, client.os].filter((word) => word && word !== NONE).join(" · ")),
      also.length > 0 && el("p", { class: "soft" }, "Also known as " + also.join(", ")),
      el("p", { class: "lead" }, period())),
    el("dl", { class: "tiles" },
      tile("Call minutes", figure(client.total_minutes)),
      tile("Bad minutes", figure(client.bad_minutes), percent(client.bad_minutes, client.total_minutes), "bad"),
      tile("Calls", figure(client.num_calls)),
      tile("Lowest score", figure(client.lowest_score, 1), "of 5"),
      tile("Min. rating", client.lowest_rating || NONE)),
  ];
  if (!client.has_details) return [head, el("p", { class: "notice" }, "To stay a file that can be sent, this report holds the details of the clients with the most bad minutes only. A report of fewer days has room for this one.")];
  const details = await block("client-" + index);
  const beside = { label: "RSSI", column: () => "rssi_avg_dbm", variable: "--beside", unit: "dBm", scale: "beside" };
  const charts = [
    chart({ title: "Latency", about: "Beside it the signal, as the access point heard the client", data: details.series, series: qualitySeries("latency", "ms", beside) }),
    chart({ title: "Packet loss", data: details.series, series: qualitySeries("loss", "pct", beside) }),
    chart({ title: "Jitter", data: details.series, series: qualitySeries("jitter", "ms", beside) }),
    chart({ title: "CPU usage", about: "System CPU, most in the bucket", data: details.series, most: 100, series: [{ label: "system CPU", column: () => "system_cpu_max_pct", variable: "--audio", unit: "%" }] }),
  ];
  return [head, health(details.health),
    el("div", { class: "heading" }, el("h2", {}, "Meeting insights"), statisticPicker()),
    details.series.at.length ? el("div", { class: "charts" }, charts.map((one) => one.section)) : el("p", {}, "No call minute of this client was measured."),
    meetings(details.calls, client.has_rankings ? "ranking-" + index : null), events(details.events)];
}

function health(rows) {
  const levels = rows.filter((row) => row.classifier === "");
  if (levels.length === 0) return null;
  return el("section", { class: "card", "aria-labelledby": "health" }, el("h2", { id: "health" }, "On the network"),
    el("dl", { class: "tiles" }, levels.map((level) => {
      const why = rows.filter((row) => row.service_level === level.service_level && row.classifier !== "" && row.failed_minutes > 0);
      return el("div", { class: "tile" + (level.failed_minutes ? " bad" : "") }, el("dt", {}, level.service_level, why.length > 0 && ": " + why.map((row) => `${row.classifier.replaceAll("-", " ")} ${figure(row.failed_minutes)} min`).join(", ")),
        el("dd", {}, figure(level.failed_minutes), " ", el("small", {}, `of ${figure(level.total_minutes)} min failed`)));
    })));
}

function quality(word) {
  const kind = { Good: "good", Fair: "average", Poor: "poor", Bad: "poor" }[(word || "").split(" ")[0]];
  if (!kind) return word || NONE;
  const [band, ...scores] = word.split(" ");
  return el("span", { class: "word " + kind }, band, " ", el("span", { class: "whole" }, scores.join(" ")));
}

function meetings(calls, rankings) {
  const columns = 10;
  const body = el("tbody", { role: "rowgroup" });
  const place = el("p", { class: "soft", role: "status" });
  const size = 10;
  let page = 0;
  let text = "";
  const back = el("button", { type: "button", class: "button", onclick: () => { page--; fill(); } }, "Previous");
  const next = el("button", { type: "button", class: "button", onclick: () => { page++; fill(); } }, "Next");
  const heads = ["Ranking", "Application", "Meeting", "Joined", "Left", "Duration", "Audio quality", "Video quality", "Screen share quality", "User feedback"];

  function row([call, index]) {
    const opened = el("tr", { class: "opened", hidden: true }, el("td", { colspan: columns }));
    const caret = call.has_ranking && el("button", { type: "button", class: "caret", "aria-expanded": "false", "aria-label": "Feature ranking of meeting " + (call.meeting_id ?? call.topic ?? ""), onclick: async () => {
      const open = caret.getAttribute("aria-expanded") !== "true";
      caret.setAttribute("aria-expanded", String(open));
      opened.hidden = !open;
      if (!open || opened.firstChild.firstChild) return;
      const minutes = rankings && (await block(rankings))[index];
      refill(opened.firstChild, minutes ? rankingGraph(minutes) : el("p", {}, "Left out to keep the file small; a report of fewer days has room for it."));
    } });
    const cells = [caret || NONE, call.application === "zoom" ? "Zoom" : call.application, [call.meeting_id ?? NONE, call.topic && [" ", el("span", { class: "soft" }, call.topic)]], dayAndTime(call.joined_at), dayAndTime(call.left_at), length(call.duration_s),
      quality(call.audio_quality), quality(call.video_quality), quality(call.share_quality), rating(call.rating)];
    return [el("tr", { role: "row" }, cells.map((content, index) => el("td", { role: "cell" }, el("span", { class: "label", "aria-hidden": "true" }, heads[index]), el("span", {}, content)))), opened];
  }
  function fill() {
    const found = calls.map((call, index) => [call, index]).filter(([call]) => !text || [String(call.meeting_id ?? ""), call.topic, call.main_cause, call.application].some((word) => word && word.toLowerCase().includes(text)));
    const first = page * size;
    const visible = found.slice(first, first + size);
    refill(body, visible.map(row));
    place.textContent = found.length ? `${first + 1}–${first + visible.length} of ${found.length}` : "Nothing to show";
    back.disabled = page === 0;
    next.disabled = first + size >= found.length;
  }
  fill();
  return el("section", { class: "card", "aria-labelledby": "meetings" }, el("h2", { id: "meetings" }, "Meeting details"),
    el("div", { class: "row", role: "search" }, el("label", {}, "Search", el("input", { type: "search", placeholder: "Meeting number, topic or cause", oninput: (event) => { text = event.target.value.trim().toLowerCase(); page = 0; fill(); } }))),
    el("div", { class: "wide", tabindex: "0", role: "region", "aria-labelledby": "meetings" },
      el("table", { class: "cards", role: "table" }, el("caption", { class: "hidden-text" }, "Meetings of this client"),
        el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads.map((head) => el("th", { scope: "col", role: "columnheader" }, head)))), body)),
    el("div", { class: "row" }, back, next, place));
}

function events(all) {
  const totals = { good: 0, neutral: 0, bad: 0 };
  for (const event of all) totals[event.classification]++;
  const list = el("ul", { class: "events" });
  let kind = null;
  let count = 30;
  const more = el("button", { type: "button", class: "button", onclick: () => { count += 100; fill(); } }, "Show more");
  const buttons = [[null, "Total", all.length], ["good", "Good", totals.good], ["neutral", "Neutral", totals.neutral], ["bad", "Bad", totals.bad]].map(([key, label, number]) =>
    el("button", { type: "button", class: "button", "data-events": key || "all", "aria-pressed": String(key === null), onclick: (event) => {
      kind = key;
      count = 30;
      buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === event.currentTarget)));
      fill();
    } }, el("strong", {}, figure(number)), " " + label));
  function fill() {
    const found = all.filter((event) => kind === null || event.classification === kind);
    refill(list, found.slice(0, count).map((event) => el("li", { class: event.classification },
      el("details", {}, el("summary", {}, el("span", { class: "swatch", role: "img", "aria-label": event.classification }), el("span", {}, event.display, event.source === "call" && el("span", { class: "soft" }, " (call)")), el("span", { class: "soft" }, format(event.at, DAY) + ", " + format(event.at, SECOND))),
        el("p", {}, event.type + ": " + (event.details || "no details"))))));
    more.hidden = found.length <= count;
  }
  fill();
  return el("section", { class: "card", "aria-labelledby": "events" }, el("h2", { id: "events" }, "Client events"),
    el("div", { class: "row", role: "group", "aria-label": "Events shown" }, buttons), all.length ? list : el("p", {}, "Nothing happened."), more);
}
