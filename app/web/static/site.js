/* Comfort only: every page does without it. */
for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form);
for (const field of document.querySelectorAll("textarea[data-copy]")) copyable(field);
for (const field of document.querySelectorAll("input[name=opened_at]")) opened(field);
if (document.body.dataset.preview) follow(document.body.dataset.preview);

/* Suggestions while typing: the combobox pattern of the ARIA authoring practices. */
function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const status = form.querySelector("[role=status]");
  const list = document.createElement("ul");
  list.id = "offers";
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
  let offers = [], chosen = -1, timer, asking;

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function choose(place) {
    chosen = place;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  }
  function go(place) {
    location.href = form.action.replace(/\/search$/, "/") + encodeURIComponent(offers[place].entry.slug);
  }
  function show(items) {
    offers = items;
    list.replaceChildren(...items.map((item, at) => {
      const option = document.createElement("li");
      option.id = `offer-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const letters = [...item.label];
      const mark = document.createElement("mark");
      mark.textContent = letters.slice(item.start, item.end).join("");
      option.append(letters.slice(0, item.start).join(""), mark, letters.slice(item.end).join(""));
      if (item.label !== item.entry.pref_label) {
        const meant = document.createElement("small");
        meant.textContent = ` – ${item.entry.pref_label}`;
        option.append(meant);
      }
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); go(at); });
      return option;
    }));
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
    status.textContent = items.length === 1 ? status.dataset.one : items.length ? status.dataset.many.replace("{count}", items.length) : "";
  }
  async function ask() {
    asking?.abort();
    const typed = input.value.trim();
    if (!typed) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}&q=${encodeURIComponent(typed.slice(0, 200))}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).items);
    } catch { /* typed on, or no connection: the form still works */ }
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : offers.length;
    if (event.key === "Escape" && count) { event.preventDefault(); close(); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); go(chosen); }
    else if (count && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + 1 + step + count + 1) % (count + 1) - 1);
    }
  });
}

function copyable(field) {
  // Where no public address is set, the page knows its own.
  field.value = field.value.replace(/(^|[ "])\/(?=[^/ ])/, (_, before) => `${before}${location.origin}/`);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard?.writeText(field.value);
    button.textContent = field.dataset.copied;
  });
  field.after(button);
}

/* When the form was opened, so that what no human could have typed is looked at first. */
function opened(field) {
  field.value = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  field.disabled = false;
}

/* The preview for editors: look every second whether something was saved. */
function follow(state) {
  setInterval(async () => {
    const answer = await fetch("/preview").catch(() => null);
    if (answer?.ok && (await answer.text()) !== state) location.reload();
  }, 1000);
}
