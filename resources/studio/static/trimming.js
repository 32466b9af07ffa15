import { all, made } from "./parts.js";

// The film's present place goes into a field.
const source = document.getElementById("source");
for (const field of source ? all("[data-here]") : []) {
  const button = made("button", { type: "button" }, field.dataset.here);
  button.setAttribute("aria-label", `${field.labels[0].textContent}: ${field.dataset.here}`);
  button.onclick = () => { field.value = source.currentTime.toFixed(2); field.dispatchEvent(new Event("input")); };
  const both = made("span", { class: "with-button" });
  field.replaceWith(both);
  both.append(field, button);
}

// Two handles over the strip: what lies outside is dark, the film shows the place, the numbers follow.
function trimming(strip) {
  const { form } = strip.closest("fieldset");
  const seconds = Number(strip.dataset.seconds);
  const step = 1 / Number(strip.dataset.rate);
  const pictures = strip.querySelector("ol");
  const ends = ["start_s", "end_s"].map((name, number) => {
    const field = form.elements[name];
    const text = strip.dataset[number ? "wordsEnd" : "wordsStart"];
    const handle = made("input", { type: "range", min: 0, max: seconds, step, "aria-label": text });
    const dark = made("span", { class: number ? "dark after" : "dark before" });
    return { field, handle, dark, whole: number ? seconds : 0 };
  });
  const at = (end) => (end.field.value.trim() === "" ? end.whole : Number(end.field.value.replace(",", ".")));
  const show = () => {
    const [start, end] = ends.map((one) => Math.min(seconds, Math.max(0, at(one) || 0)));
    ends[0].dark.style.width = `${(100 * start) / seconds}%`;
    ends[1].dark.style.width = `${100 - (100 * end) / seconds}%`;
    ends.forEach((one) => {
      one.handle.value = at(one);
      one.handle.setAttribute("aria-valuetext", at(one).toFixed(2));
    });
  };
  const place = (end, value) => {
    const other = at(ends[end === ends[0] ? 1 : 0]);
    const inside = end === ends[0] ? Math.min(value, other - step) : Math.max(value, other + step);
    const kept = Math.min(seconds, Math.max(0, inside));
    end.field.value = Math.abs(kept - end.whole) < step / 2 ? "" : kept.toFixed(3);
    if (source) { source.pause(); source.currentTime = Math.min(kept, seconds - step / 2); }
    show();
  };
  for (const end of ends) {
    end.handle.oninput = () => place(end, Number(end.handle.value));
    end.field.addEventListener("input", show);
    // a picture may still be chosen for another field, as a character's frame
    all(`input[name=${end.field.name}_frame]`, strip).forEach((radio) => radio.closest("label").remove());
  }
  for (const radio of all("input[type=radio]", strip)) {
    const field = form.elements[radio.name.replace(/_frame$/, "")];
    radio.onchange = () => {
      field.value = radio.value;
      if (source) source.currentTime = Number(radio.value);
    };
    field.addEventListener("input", () => { radio.checked = false; }); // a number that is written counts
  }
  const frame = made("div", { class: "trimmer" });
  pictures.replaceWith(frame);
  frame.append(pictures, ...ends.flatMap((end) => [end.dark, end.handle]));
  // a click on the pictures brings the nearer handle there, and it can be dragged on
  let held = null;
  const move = (event) => {
    const box = pictures.getBoundingClientRect();
    const value = (seconds * (event.clientX - box.left)) / box.width;
    const [start, end] = ends;
    held = held || (Math.abs(value - at(start)) <= Math.abs(value - at(end)) ? start : end);
    place(held, value);
  };
  pictures.onpointerdown = (event) => {
    if (event.target.closest("label")) return;
    event.preventDefault();
    pictures.setPointerCapture(event.pointerId);
    move(event);
    held.handle.focus();
  };
  pictures.onpointermove = (event) => { if (held) move(event); };
  pictures.onpointerup = pictures.onpointercancel = () => { held = null; };
  strip.classList.add("is-live");
  all(".enhanced", strip).forEach((element) => { element.hidden = false; });
  if (source) {
    source.addEventListener("timeupdate", () => { // only the part is played
      if (!source.paused && source.currentTime > at(ends[1])) source.currentTime = at(ends[0]);
    });
    source.addEventListener("play", () => {
      if (source.currentTime < at(ends[0]) || source.currentTime >= at(ends[1]) - step) source.currentTime = at(ends[0]);
    });
  }
  show();
}
all("[data-trim]").forEach(trimming);
