// Asks for the state of the run every two seconds and shows it. Text is set as text, never as HTML.
"use strict";

const EVERY_MS = 2000;
const SHOWN_RUNNING = 40;
const find = (id) => document.getElementById(id);

function made(tag, text, name) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
}

function show(id, items) {
  const list = find(id);
  list.closest("section").hidden = items.length === 0;
  list.replaceChildren(...items);
}

function pieces(counts) {
  return ["done", "failed", "running"].map((name) => {
    const piece = made("i", undefined, `is-${name}`);
    piece.style.width = `${(100 * counts[name]) / counts.total}%`;
    return piece;
  });
}

function bar(counts) {
  const whole = made("div", undefined, "bar");
  whole.append(...pieces(counts));
  return whole;
}

function ruleRow(rule) {
  const row = made("tr");
  const held = made("td");
  held.append(bar(rule));
  row.append(made("td", rule.rule), held, made("td", `${rule.done} of ${rule.total}`));
  row.append(made("td", rule.failed || ""), made("td", rule.mean));
  return row;
}

function runningRow(job) {
  const row = made("li");
  row.append(made("span", job.title), made("span", job.age));
  return row;
}

function showFilms(films) {
  const grid = find("films");
  grid.closest("section").hidden = films.length === 0;
  const there = new Map([...grid.children].map((card) => [card.dataset.id, card]));
  const cards = films.map((film) => {
    // a film keeps its element, so that it plays on; made anew, it is another film
    const id = `${film.id} ${film.path} ${film.time}`;
    let card = there.get(id);
    if (!card) {
      card = made("div");
      card.dataset.id = id;
      const video = made("video");
      Object.assign(video, { src: `film/${film.id}#t=0.01`, controls: true, muted: true, loop: true,
        playsInline: true, preload: "metadata" });
      card.append(video, made("div", film.path.replace("results/videos/", "")),
        made("div", "", "soft"));
    }
    card.lastChild.textContent = `${film.age} ago`;
    return card;
  });
  const same = cards.length === grid.children.length && cards.every((card, i) => card === grid.children[i]);
  if (!same) grid.replaceChildren(...cards);
}

function shown(state) {
  const counts = state.counts;
  const where = state.remote ? "running or waiting on the cluster" : "running";
  document.title = counts.total
    ? `${Math.floor((100 * counts.done) / counts.total)} % · pose2video`
    : "pose2video";
  find("headline").textContent = `pose2video: ${state.headline}`;
  find("pace").textContent = counts.total ? state.pace : "";
  find("bar").hidden = !counts.total;
  find("bar").replaceChildren(...(counts.total ? pieces(counts) : []));
  const words = {
    done: "done",
    running: where,
    failed: "failed",
    waiting: state.alive ? "waiting" : "not made",
    blocked: "blocked by what failed",
  };
  const told = Object.keys(words).filter((name) => counts[name] || (counts.total && name === "done"));
  find("counts").replaceChildren(...told.map((name) => {
    const item = made("div");
    item.append(made("b", counts[name]), ` ${words[name]}`);
    return item;
  }));
  find("each").textContent = state.remote ? "each, with wait" : "each";
  show("failed", state.failed.map((job) => made("li", job.sentence)));
  find("failed").previousElementSibling.textContent = `Failed (${counts.failed})`;
  show("rules", state.rules.map(ruleRow));
  show("running", state.running.slice(0, SHOWN_RUNNING).map(runningRow));
  find("running").previousElementSibling.textContent = `${where[0].toUpperCase()}${where.slice(1)} (${counts.running})`;
  showFilms(state.films);
}

async function refresh() {
  try {
    const answer = await fetch("state", { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    shown(await answer.json());
    find("lost").hidden = true;
  } catch {
    find("lost").hidden = false;
  }
  setTimeout(refresh, EVERY_MS);
}

refresh();
