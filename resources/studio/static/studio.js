// What is nicer with JavaScript; every page works without. Text is set as text, never as HTML.
"use strict";

const all = (what, within = document) => [...within.querySelectorAll(what)];

function made(tag, attributes = {}, text) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// Jobs: one stream of events each while they live; the page is loaded anew when one ends.
function follow(place) {
  const events = new EventSource(`/api/jobs/${place.dataset.job}/events`);
  events.addEventListener("state", (event) => {
    const job = JSON.parse(event.data);
    if (job.state !== place.dataset.state) {
      events.close();
      location.reload();
      return;
    }
    const bar = place.querySelector("progress");
    if (bar && job.progress !== null) bar.value = job.progress;
    const left = place.querySelector("[data-left]");
    if (left) left.textContent = job.left;
    const working = place.querySelector("[data-working]");
    if (working) working.textContent = job.working.join(", ");
  });
  addEventListener("pagehide", () => events.close());
}

const alive = (place) => ["waiting", "running"].includes(place.dataset.state);
all("[data-job]").filter(alive).slice(0, 3).forEach(follow);

// A look at what was uploaded: the page is loaded anew when it is done.
for (const place of all("[data-wait]")) {
  const ask = async () => {
    const answer = await fetch(`/jobs/${place.dataset.wait}/state`).catch(() => null);
    const job = answer && answer.ok ? await answer.json() : null;
    if (job && !["waiting", "running"].includes(job.state)) location.reload();
    else setTimeout(ask, 1500);
  };
  setTimeout(ask, 1500);
}
for (const place of all("[data-reload]")) {
  const ask = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (answer && answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("main [data-reload]") || page.querySelector("main div");
      if (all("video", place).every((film) => film.paused)) place.replaceChildren(...fresh.childNodes);
      if (!page.querySelector("[data-reload]")) return;
    }
    setTimeout(ask, Number(place.dataset.reload));
  };
  setTimeout(ask, Number(place.dataset.reload));
}

// Newest frames of films that are being made.
for (const picture of all(".frames img")) {
  setInterval(() => { picture.src = picture.src.replace(/\?.*|$/, `?${Date.now()}`); }, 3000);
}

// Films side by side follow the first one.
function together(films) {
  const [first, ...rest] = films;
  const place = () => rest.forEach((film) => {
    if (Math.abs(film.currentTime - first.currentTime) > 0.05) film.currentTime = first.currentTime;
  });
  first.addEventListener("play", () => rest.forEach((film) => film.play()));
  first.addEventListener("pause", () => { rest.forEach((film) => film.pause()); place(); });
  first.addEventListener("seeked", place);
  first.addEventListener("timeupdate", place);
  first.addEventListener("ratechange", () => rest.forEach((film) => { film.playbackRate = first.playbackRate; }));
}
for (const pair of all("[data-together]")) {
  const films = all("video", pair);
  if (films.length > 1) together(films);
}

// The player: one bar for all films, frame by frame.
for (const player of all("[data-player]")) {
  const films = all("video", player);
  if (!films.length) break;
  const first = films[0];
  const step = 1 / 25;
  together(films);
  films.forEach((film) => film.removeAttribute("controls"));
  const bar = made("div", { class: "controls" });
  const play = made("button", { type: "button" }, player.dataset.play);
  const back = made("button", { type: "button", "aria-label": player.dataset.back }, "◀");
  const forth = made("button", { type: "button", "aria-label": player.dataset.forth }, "▶");
  const place = made("input", { type: "range", min: 0, max: 1000, value: 0, "aria-label": player.dataset.place });
  const speed = made("select", { "aria-label": player.dataset.speed });
  for (const [value, name] of [[0.25, "¼"], [0.5, "½"], [1, "1"], [2, "2"]]) {
    const option = made("option", { value }, `× ${name}`);
    option.selected = value === 1;
    speed.append(option);
  }
  bar.append(play, back, forth, place, speed);
  player.after(bar);
  all(".enhanced").forEach((element) => { element.hidden = false; });
  const toggle = () => (first.paused ? first.play() : first.pause());
  const go = (way) => { first.pause(); first.currentTime = Math.max(0, first.currentTime + way * step); };
  const pace = (value) => { speed.value = value; first.playbackRate = value; };
  play.onclick = toggle;
  back.onclick = () => go(-1);
  forth.onclick = () => go(1);
  speed.onchange = () => { first.playbackRate = Number(speed.value); };
  place.oninput = () => { first.pause(); first.currentTime = (place.value / 1000) * first.duration; };
  first.addEventListener("timeupdate", () => { place.value = (1000 * first.currentTime) / first.duration; });
  for (const [name, text] of [["play", "pause"], ["pause", "play"]]) {
    first.addEventListener(name, () => { play.textContent = player.dataset[text]; });
  }
  addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, button, a") || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = { " ": toggle, ArrowLeft: () => go(-1), ArrowRight: () => go(1) };
    const paces = { 1: 0.25, 2: 0.5, 3: 1, 4: 2 };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
    if (paces[event.key]) pace(paces[event.key]);
  });
}

// Trimming: the film's present place goes into a field.
const source = document.getElementById("source");
if (source) {
  for (const field of all("[data-here]")) {
    const button = made("button", { type: "button" }, field.dataset.here);
    button.setAttribute("aria-label", `${field.labels[0].textContent}: ${field.dataset.here}`);
    button.onclick = () => { field.value = source.currentTime.toFixed(2); };
    field.after(button);
    field.parentElement.classList.add("with-buttons");
  }
}

// Files can be dropped anywhere on a form that takes some.
for (const field of all("input[type=file]")) {
  const form = field.form;
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("dropping"); });
  form.addEventListener("dragleave", () => form.classList.remove("dropping"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("dropping");
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
  form.addEventListener("submit", () => { const button = form.querySelector("button.first"); if (button) setTimeout(() => { button.disabled = true; }); });
}
