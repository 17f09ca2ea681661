import { runHeaders } from './run-table.ts';

/** Rows of a table that are shown; sorting and filtering find the others. */
const mostRows = 300;

/** Between two questions to the server, in milliseconds. */
const pause = 1000;

/**
 * The script of the page: it asks once a second whether there is something new, unless nobody looks, and puts what has changed
 * in its place. Texts become text nodes; only the report's own markup is taken as markup.
 */
export const liveScript = `'use strict';
const runHeaders = ${JSON.stringify(runHeaders)};
const experimentHeaders = ['', 'id', 'title', 'started', 'status', 'runs ended'].map((header) =>
  ({ header, kind: header === 'id' ? 'number' : header === 'title' ? 'label' : 'text' }));
const byId = (id) => document.getElementById(id);
const [moment, problem, pieces] = ['moment', 'problem', 'pieces'].map(byId);
let tag = '';
let file;
let wanted = new Set();
let shown = { experiments: [], chosen: [], runs: [] };
const hidden = new Set();
const order = { experiments: { column: 1, down: true }, runs: { column: 0, down: false } };

function made(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function compared(one, other) {
  if (one === null || other === null) return (one === null) - (other === null);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), undefined, { numeric: true });
}

function sorted(lines, { column, down }) {
  const value = (line) => line.cells[column][1];
  return [...lines].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    return a === null || b === null || !down ? compared(a, b) : compared(b, a);
  });
}

function fill(section, headers, lines, by, redraw, cellOf) {
  const table = section.querySelector('table');
  const focused = table.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const head = made('tr');
  headers.forEach(({ header, kind }, column) => {
    const cell = made('th', undefined, { class: kind, scope: 'col' });
    if (header !== '') {
      const button = made('button', header, { type: 'button', 'data-key': 'sort ' + column });
      button.addEventListener('click', () => {
        by.down = by.column === column && !by.down;
        by.column = column;
        redraw();
      });
      cell.append(button);
      if (by.column === column) cell.setAttribute('aria-sort', by.down ? 'descending' : 'ascending');
    }
    head.append(cell);
  });
  const body = made('tbody');
  for (const line of sorted(lines, by).slice(0, ${mostRows})) {
    const row = made('tr');
    line.cells.forEach((cell, column) => {
      const place = made('td', undefined, { class: headers[column].kind });
      place.append(cellOf(line, cell, column));
      row.append(place);
    });
    body.append(row);
  }
  const top = made('thead');
  top.append(head);
  table.replaceChildren(top, body);
  if (focused !== undefined) table.querySelector('[data-key="' + focused + '"]')?.focus();
}

function drawExperiments() {
  const chosen = new Set(shown.chosen);
  const lines = shown.experiments.map((each) => ({
    id: each.id,
    title: each.title,
    cells: [['', each.id], [String(each.id), each.id], [each.title, each.title], [each.when, each.when],
      [each.status, each.status], [each.runs, each.ended]],
  }));
  fill(byId('experiments'), experimentHeaders, lines, order.experiments, drawExperiments, (line, [text], column) => {
    if (column !== 0) return text;
    const box = made('input', undefined,
      { type: 'checkbox', 'aria-label': 'show ' + line.title, 'data-key': 'show ' + line.id });
    box.checked = chosen.has(line.id);
    box.addEventListener('change', () => {
      if (wanted.size === 0) wanted = new Set(shown.chosen);
      if (box.checked) wanted.add(line.id);
      else wanted.delete(line.id);
      tag = '';
      void look();
    });
    const label = made('label');
    label.append(box);
    return label;
  });
}

function drawRuns() {
  const counts = new Map();
  for (const { status } of shown.runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const section = byId('run-table');
  const filters = section.querySelector('.filters');
  const focused = filters.contains(document.activeElement) ? document.activeElement.name : undefined;
  filters.replaceChildren(...[...counts].map(([status, count]) => {
    const label = made('label');
    const box = made('input', undefined, { type: 'checkbox', name: status });
    box.checked = !hidden.has(status);
    box.addEventListener('change', () => {
      if (box.checked) hidden.delete(status);
      else hidden.add(status);
      drawRuns();
    });
    label.append(box, count + ' ' + status);
    return label;
  }));
  if (focused !== undefined) filters.querySelector('[name="' + focused + '"]')?.focus();
  const lines = shown.runs.filter(({ status }) => !hidden.has(status));
  fill(section, runHeaders, lines, order.runs, drawRuns, ({ error }, [text]) =>
    error === '' ? text : made('span', text, { title: error }));
  section.querySelector('p').textContent =
    lines.length > ${mostRows} ? 'The first ${mostRows} of ' + lines.length + ' in this order.' : '';
}

const markups = new Map();

function drawPieces(given) {
  const ids = new Set(given.map(({ id }) => id));
  for (const old of [...pieces.children]) if (!ids.has(old.id)) { markups.delete(old.id); old.remove(); }
  given.forEach(({ id, html }, place) => {
    let piece = byId(id);
    if (piece === null) piece = made('div', undefined, { id });
    if (pieces.children[place] !== piece) pieces.insertBefore(piece, pieces.children[place] ?? null);
    if (markups.get(id) === html) return;
    markups.set(id, html);
    const open = [...piece.querySelectorAll('details')].map((each) => each.open);
    piece.innerHTML = html;
    piece.querySelectorAll('details').forEach((each, index) => { each.open = open[index] ?? false; });
  });
}

function take(told) {
  tag = told.tag;
  problem.textContent = told.problem ?? '';
  if (told.state === undefined) return;
  if (file !== undefined && told.file !== file && wanted.size > 0) {
    wanted = new Set();
    tag = '';
  }
  file = told.file;
  shown = told.state;
  drawExperiments();
  drawRuns();
  drawPieces(shown.pieces);
  moment.textContent = shown.chosen.length === 0
    ? 'The file has no runs yet; they appear here as soon as training begins.'
    : 'As of ' + new Date().toLocaleTimeString() + '; this page follows the file.';
}

let asks = 0;

async function look() {
  const mine = ++asks;
  try {
    const answer = await fetch('state?experiments=' + [...wanted].join(',') + '&seen=' + encodeURIComponent(tag));
    if (mine !== asks) return;
    if (answer.status === 200) take(await answer.json());
    else if (answer.status !== 204) problem.textContent = 'The server answers with status ' + answer.status + '.';
  } catch {
    if (mine === asks) {
      tag = '';
      problem.textContent = 'The server no longer answers: start rl-bench report --serve again, and open its new address.';
    }
  }
}

async function follow() {
  if (document.visibilityState === 'visible') await look();
  setTimeout(follow, ${pause});
}

document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void look(); });
void follow();
`;
