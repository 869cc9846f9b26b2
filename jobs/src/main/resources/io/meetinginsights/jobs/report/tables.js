// Tables that can be sorted, searched and paged.

/**
 * columns: [{label, cell(row), sort(row), number}]; the first column heads its row.
 * Returns {element, show(rows)}; show starts again at the first page.
 */
function pagedTable(caption, columns, pageSize, sorted) {
  let rows = [];
  let page = 0;
  let sort = sorted; // {column, down}
  const body = el("tbody");
  const place = el("p", { class: "soft", role: "status" });
  const back = el("button", { type: "button", class: "button", onclick: () => turn(-1) }, "Previous");
  const next = el("button", { type: "button", class: "button", onclick: () => turn(1) }, "Next");
  const heads = columns.map((column, index) =>
    el("th", { scope: "col", role: "columnheader", class: column.number ? "number" : null },
      el("button", { type: "button", class: "sort", onclick: () => order(index) }, column.label)));
  const table = el("table", { class: "cards", role: "table" }, el("caption", { class: "hidden-text" }, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads)), body);
  body.setAttribute("role", "rowgroup");

  function order(index) {
    sort = { column: index, down: sort.column === index ? !sort.down : !!columns[index].number };
    page = 0;
    fill();
  }
  function turn(by) {
    page += by;
    fill();
  }
  function compare(a, b) {
    const [left, right] = [columns[sort.column].sort(a), columns[sort.column].sort(b)];
    // What is missing stands last, whichever way round.
    if (left === null || left === undefined || right === null || right === undefined) return (left === null || left === undefined) - (right === null || right === undefined);
    const ordered = typeof left === "string" ? left.localeCompare(right) : left - right;
    return sort.down ? -ordered : ordered;
  }
  function fill() {
    const ordered = [...rows].sort(compare);
    const first = page * pageSize;
    const visible = ordered.slice(first, first + pageSize);
    heads.forEach((head, index) => index === sort.column ? head.setAttribute("aria-sort", sort.down ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
    refill(body, visible.map((row) => el("tr", { role: "row" }, columns.map((column, index) => tableCell(column, row, index)))));
    place.textContent = rows.length === 0 ? "Nothing to show" : `${first + 1}–${first + visible.length} of ${rows.length}`;
    back.disabled = page === 0;
    next.disabled = first + pageSize >= rows.length;
  }
  return {
    element: el("div", {}, table, el("div", { class: "row" }, back, next, place)),
    show(wanted) {
      rows = wanted;
      page = 0;
      fill();
    },
  };
}

function tableCell(column, row, index) {
  const label = el("span", { class: "label", "aria-hidden": "true" }, column.label);
  const content = el("span", {}, column.cell(row));
  return index === 0
    ? el("th", { scope: "row", role: "rowheader" }, label, content)
    : el("td", { role: "cell", class: column.number ? "number" : null }, label, content);
}

/** A table that stands as it is. */
function plainTable(caption, columns, rows) {
  return el("table", { class: "cards", role: "table" }, el("caption", { class: "hidden-text" }, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, columns.map((column) => el("th", { scope: "col", role: "columnheader", class: column.number ? "number" : null }, column.label)))),
    el("tbody", { role: "rowgroup" }, rows.map((row) => el("tr", { role: "row" }, columns.map((column, index) => tableCell(column, row, index))))));
}
