import { all, made } from "./parts.js";

// Films side by side follow the first one.
function together(films) {
  const [first, ...rest] = films;
  const place = () => rest.forEach((film) => {
    const near = first.paused ? 0.001 : 0.05;
    if (Math.abs(film.currentTime - first.currentTime) > near) film.currentTime = first.currentTime;
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
  const rate = Number(player.dataset.rate);
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
  // to the middle of the frame before or after: its edge may show either
  const go = (way) => {
    first.pause();
    first.currentTime = (Math.max(0, Math.floor(first.currentTime * rate + 0.01) + way) + 0.5) / rate;
  };
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
