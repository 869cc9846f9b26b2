// The client list: who suffers.

const RATINGS = ["poor", "average", "good"];

function rating(word) {
  return word ? el("span", { class: "word " + word }, word) : NONE;
}

function clientsPage() {
  const wanted = { text: "", medium: "", rating: "", onlyBad: false };
  const rows = report.clients.map((client, index) => ({ ...client, index }));
  const table = pagedTable("Clients in calls", [
    { label: "MAC address", sort: (row) => row.mac, cell: (row) => clientLink(row.index) },
    { label: "Host name", sort: (row) => row.hosts[0], cell: (row) => row.hosts[0] || NONE },
    { label: "IP", sort: (row) => row.ips[0], cell: (row) => row.ips[0] || NONE },
    { label: "Min. rating", sort: (row) => row.lowest_rating && RATINGS.indexOf(row.lowest_rating), cell: (row) => rating(row.lowest_rating) },
    { label: "User", sort: (row) => row.user, cell: (row) => row.user || NONE },
    { label: "Calls", number: true, sort: (row) => row.num_calls, cell: (row) => figure(row.num_calls) },
    { label: "Minutes", number: true, sort: (row) => row.total_minutes, cell: (row) => figure(row.total_minutes) },
    { label: "Bad minutes", number: true, sort: (row) => row.bad_minutes, cell: (row) => [figure(row.bad_minutes), " ", el("span", { class: "soft" }, percent(row.bad_minutes, row.total_minutes))] },
    { label: "Lowest score", number: true, sort: (row) => row.lowest_score, cell: (row) => figure(row.lowest_score, 1) },
  ], 20, { column: 7, down: true });

  function filter() {
    const text = wanted.text.trim().toLowerCase();
    const bare = text.replace(/[:.-]/g, "");
    table.show(rows.filter((row) =>
      (!wanted.medium || row.medium === wanted.medium)
      && (!wanted.rating || (wanted.rating === "none" ? !row.lowest_rating : row.lowest_rating === wanted.rating))
      && (!wanted.onlyBad || row.bad_minutes > 0)
      && (!text || (bare && (row.mac || "").includes(bare)) || [...row.hosts, ...row.ips, row.user, row.user_name].some((word) => word && word.toLowerCase().includes(text)))));
  }
  filter();
  const choice = (label, key, options) => el("label", {}, label, el("select", { onchange: (event) => { wanted[key] = event.target.value; filter(); } }, options.map(([value, text]) => el("option", { value }, text))));
  return [
    el("div", {}, el("h1", { tabindex: "-1" }, "Clients in calls"), el("p", { class: "lead" }, report.site.name + " · " + period())),
    el("section", { class: "card" },
      el("div", { class: "row", role: "search" },
        el("label", {}, "Search", el("input", { type: "search", placeholder: "MAC, host name, IP or user", oninput: (event) => { wanted.text = event.target.value; filter(); } })),
        choice("Connection", "medium", [["", "any"], ["wireless", "wireless"], ["wired", "wired"]]),
        choice("Min. rating", "rating", [["", "any"], ["poor", "poor"], ["average", "average"], ["good", "good"], ["none", "not rated"]]),
        el("label", {}, el("input", { type: "checkbox", onchange: (event) => { wanted.onlyBad = event.target.checked; filter(); } }), "only with bad minutes")),
      table.element),
  ];
}
