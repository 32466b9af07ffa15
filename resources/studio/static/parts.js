// What the other scripts share. Text is set as text, never as HTML.
export const all = (what, within = document) => [...within.querySelectorAll(what)];

const put = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

export function made(tag, attributes = {}, text) {
  const element = put(document.createElement(tag), attributes);
  if (text !== undefined) element.textContent = text;
  return element;
}

export const drawn = (tag, attributes = {}) => put(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes);

// A file that a script made takes the place of what was chosen in a field.
export function give(field, blob, name) {
  const files = new DataTransfer();
  files.items.add(new File([blob], name, { type: blob.type }));
  field.files = files.files;
}
