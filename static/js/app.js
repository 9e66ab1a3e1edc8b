/* Faster and kinder, never necessary: every job has a form or a link underneath.
   Behaviour hangs on data-* attributes and is delegated from the document, so swapped-in parts have it too. */
const root = document.documentElement;
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const on = (type, act, options) => document.addEventListener(type, act, options);
root.classList.add('js');

/* What is said stands on the page, in its language: words.tooOften is data-too-often of #say. */
const words = $('#say')?.dataset ?? {};
const fill = (text = '', name, value) => text.replace(`{${name}}`, value);
const say = (text) => {
  const region = $('#say');
  if (!region || !text) return;
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50);
};

/* A form goes once: the second press waits for the answer. */
const sent = new WeakMap();
const release = (form) => {
  const going = sent.get(form);
  if (!going) return;
  clearTimeout(going.timer);
  going.button?.removeAttribute('aria-busy');
  sent.delete(form);
};
on('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post' || form.matches('[data-theme-form]')) return;
  if (sent.has(form)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  const button = event.submitter;
  sent.set(form, { button, timer: setTimeout(release, 10000, form) });
  setTimeout(() => { if (sent.has(form)) button?.setAttribute('aria-busy', 'true'); });
}, true);
on('htmx:finally:request', (event) => {
  const form = event.target.closest?.('form');
  if (!form) return;
  release(form);
  /* a morph keeps what was typed; once the form itself is sent, it is as the server drew it */
  if (event.target === form && (form.method === 'post' || form.matches('[data-as-drawn]')) && event.detail.ctx.response?.raw.ok) {
    HTMLFormElement.prototype.reset.call(form); // a field may be called "reset"
    $$('[data-file-names]', form).forEach((out) => { out.textContent = ''; });
  }
});
/* What the server did not send again stays as it stands. */
window.htmx?.registerExtension('kept', { htmx_before_morph_node: (node, { newNode }) => !newNode.matches?.('[data-kept]') });
addEventListener('pageshow', (event) => { if (event.persisted) $$('form').forEach(release); });

/* Appearance: the server keeps it; this only spares the reload. */
on('submit', (event) => {
  const form = event.target;
  if (!form.matches('[data-theme-form]') || !event.submitter) return;
  event.preventDefault();
  const { name, value } = event.submitter;
  const body = new URLSearchParams(new FormData(form));
  body.set(name, value);
  fetch(form.action, { method: 'post', body, redirect: 'manual' }).catch(() => form.submit());
  if (value === 'auto') delete root.dataset.theme; else root.dataset.theme = value;
  $$('button[aria-pressed]', form).forEach((button) => button.setAttribute('aria-pressed', button.value === value));
});

/* Menus close on Escape and on a click elsewhere, and give the focus back. */
const openMenus = () => $$('details.menu[open]');
on('click', (event) => openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
on('keydown', (event) => {
  if (event.key === 'Escape') openMenus().forEach((menu) => { menu.open = false; $('summary', menu).focus(); });
});

/* Drafts: at the server where there is an address for them, else on this device. */
const changed = new Map();
const draftOf = (node) => node.closest?.('[data-draft-url], [data-draft]') ?? node.form?.closest('[data-draft-url]');
const tell = (draft, text) => { const out = $('[data-draft-state]', draft.form ?? draft); if (out) out.textContent = text; };
const save = async (draft) => {
  const form = draft.form ?? draft;
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'));
  changed.delete(draft);
  try {
    const answer = await fetch(draft.dataset.draftUrl, { method: 'post', body, keepalive: document.hidden, redirect: 'error' });
    if (!answer.ok) throw answer.status;
    tell(draft, fill(words.saved, 'time', new Date().toTimeString().slice(0, 5)));
  } catch (why) {
    if (sent.has(form)) return;
    tell(draft, words.notSaved);
    if (!(why >= 400 && why < 500)) changed.set(draft, true);
  }
};
const saveAll = () => changed.forEach((_, draft) => { if (draft.isConnected) save(draft); else changed.delete(draft); });
const onDevice = (draft) => `draft:${draft.dataset.draft}`;
const restore = (draft) => {
  try { if (!draft.value) draft.value = localStorage.getItem(onDevice(draft)) ?? ''; } catch { /* storage is off */ }
};
on('input', (event) => {
  const draft = draftOf(event.target);
  if (!draft || event.target.type === 'file') return;
  if (draft.dataset.draftUrl) { changed.set(draft, true); return; }
  try { localStorage.setItem(onDevice(draft), draft.value); tell(draft, words.onDevice); } catch { /* storage is off */ }
});
on('submit', (event) => {
  if (event.defaultPrevented && !event.target.matches('[hx-post]')) return;
  changed.forEach((_, draft) => { if ((draft.form ?? draft) === event.target) changed.delete(draft); });
  $$('[data-draft]', event.target).forEach((draft) => { try { localStorage.removeItem(onDevice(draft)); } catch { /* storage is off */ } });
});
setInterval(saveAll, 5000);
on('visibilitychange', () => { if (document.hidden) saveAll(); });

/* Chosen files by name, because the browser's own control is out of sight. */
on('change', (event) => {
  const out = event.target.type === 'file' && $('[data-file-names]', event.target.parentNode);
  if (out) out.textContent = [...event.target.files].map((file) => file.name).join(', ');
});

on('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  try { await navigator.clipboard.writeText(button.dataset.copy); say(words.copied); button.lastChild.textContent = words.copied; } catch { say(words.notCopied); }
});

/* Staff clocks run on: the same words as the server's, renewed each minute. */
const span = (minutes) => {
  const hours = Math.floor(minutes / 60), rest = minutes % 60;
  if (minutes < 60) return fill(words.minutes, 'n', minutes);
  if (hours >= 48) return fill(words.days, 'n', Math.floor(hours / 24));
  return fill(words.hours, 'n', hours) + (rest && hours < 6 ? ` ${String(rest).padStart(2, '0')}` : '');
};
const tick = () => $$('time[data-clock]').forEach((time) => {
  const left = (new Date(time.dateTime) - Date.now()) / 60000, due = time.closest('.due');
  if (left >= 360 && !time.textContent.startsWith(words.left.split('{')[0])) return;
  time.textContent = left < 0 ? fill(words.late, 'span', span(Math.floor(-left))) : fill(words.left, 'span', span(Math.floor(left)));
  const foreseen = 'foreseen' in due.dataset;
  due.dataset.state = left < 0 ? 'late' : foreseen || left <= 90 ? 'soon' : '';
  const use = $('use', due);
  use?.setAttribute('href', use.getAttribute('href').replace(/#.*/, left < 0 ? '#circle-alert' : foreseen ? '#triangle-alert' : '#clock'));
});
setInterval(tick, 60000);

/* Keys of the desk: only while not typing, never with a modifier, off when the profile says so. */
const rows = () => $$('[data-rows] .qrow');
const move = (step) => {
  const all = rows();
  const at = all.includes(document.activeElement) ? all.indexOf(document.activeElement) : all.findIndex((row) => row.matches('[aria-current]'));
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
};
const compose = (kind) => { $(`#pane input[value=${kind}]`)?.click(); $('#msg')?.focus(); };
const press = (selector) => { $(`${selector} button`)?.click(); };
const pickOf = (row) => $('.pick', row?.closest('li, tr') ?? document.createElement('li'));
const here = () => rows().find((row) => row === document.activeElement) ?? rows().find((row) => row.matches('[aria-current]'));
const next = () => { const skip = $('a[data-key="p"]'), all = rows(); (skip ?? all[all.indexOf(here()) + 1])?.click(); };
/* With concerns picked, a key does it to all of them. */
const toPicked = (key) => {
  const bulk = $('#bulk'), option = bulk && $(`[data-picked-key="${key}"]`, bulk);
  if (!option || !$('[data-rows] .pick:checked')) return false;
  option.selected = true;
  bulk.requestSubmit();
  return true;
};
const keys = {
  j: () => move(1), k: () => move(-1), p: next,
  x: () => pickOf(here())?.click(),
  a: () => toPicked('a') || press('[data-key="a"]'), e: () => toPicked('e') || press('[data-key="e"]'),
  m: () => toPicked('m') || $('a[data-key="m"]')?.click(),
  '!': () => toPicked('!') || press('[data-key="!"]'),
  s: () => { if (toPicked('s')) return; const more = $('[data-key="s"]'); if (more) { more.open = true; $('summary', more).focus(); } },
  z: () => press($('[data-flash] form') ? '[data-flash] form' : 'form[data-key="z"]'),
  r: () => compose('reply'), n: () => compose('note'), c: () => $('[data-key="c"]')?.click(),
  '/': () => $('[data-search]')?.focus(), '?': () => $('#keys')?.showModal(),
};
on('keydown', (event) => {
  const typing = event.target.closest?.('input:not(.pick), textarea, select, [contenteditable], dialog[open]');
  if (!$('#keys') || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing) return;
  const own = $('#keys').dataset.keys.split(' ').filter(Boolean);
  const moved = own.find((pair) => pair[1] === event.key), key = moved ? moved[0] : event.key;
  if (own[0] === 'off' || !keys[key] || (!moved && own.some((pair) => pair[0] === key))) return;
  event.preventDefault();
  keys[key]();
});

/* Ctrl+Enter, from any field of a form that says so, is its main button. */
on('keydown', (event) => {
  const form = event.target.closest?.('form[data-send="ctrl"]');
  if (form && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
});

/* Picking rows: with shift, all between the last one picked and this. */
let lastPick;
on('click', (event) => {
  const pick = event.target.closest?.('.pick');
  if (!pick) return;
  const all = $$('[data-rows] .pick');
  if (event.shiftKey && all.includes(lastPick)) {
    const [from, to] = [all.indexOf(lastPick), all.indexOf(pick)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((each) => { each.checked = pick.checked; });
  }
  lastPick = pick;
  const count = all.filter((each) => each.checked).length, bulk = $('[data-bulk]');
  if (!bulk) return;
  bulk.open ||= count > 0;
  $('[data-picked]', bulk).textContent = count ? ` (${count})` : '';
});
on('click', (event) => { if (event.target.closest('[data-help]')) $('#keys')?.showModal(); });

/* When a part of the page could not be fetched, the page says so and stays as it was. */
const failed = (event) => {
  const status = event.detail?.ctx?.response?.status;
  if ([401, 409, 422].includes(status)) return;
  const text = status === 429 ? words.tooOften : status && status < 500 ? words.gone : words.noAnswer;
  $('#trouble')?.remove();
  const flash = document.createElement('p');
  flash.id = 'trouble'; flash.className = 'flash flash--float'; flash.dataset.tone = 'bad'; flash.textContent = text;
  ($('#main') ?? document.body).append(flash);
  say(text);
};
on('htmx:response:error', failed);
on('htmx:error', failed);
on('htmx:before:request', () => $('#trouble')?.remove());

/* What a page, or a part that was just swapped in, wants done once. */
const settle = () => {
  $$('[data-copy][hidden], [data-help][hidden]').forEach((node) => { node.hidden = false; });
  $$('[data-draft]:not([data-draft-url])').forEach(restore);
  $$('[data-say]').forEach((node) => { say(node.dataset.say); node.removeAttribute('data-say'); });
};
on('htmx:after:swap', () => { if ($('[data-kept]')) location.reload(); settle(); $('.errors, .changes')?.focus(); });
settle();
if (!$('.errors')) say($('[data-flash] p')?.textContent);
