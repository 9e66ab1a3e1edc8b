/* Dragging a tile by its grip presses the same buttons, several places at once. */
const list = () => document.querySelector('[data-arrange]');
const tiles = () => [...list().querySelectorAll('[data-tile]')];
let held, from;

const put = (index) => {
  const others = tiles().filter((tile) => tile !== held);
  if (others[index]) others[index].before(held); else list().append(held);
};
const drop = (isMeant) => {
  if (!held) return;
  const tile = held, steps = tiles().indexOf(tile) - from;
  delete tile.dataset.lifted;
  if (!isMeant || !steps) { put(from); held = null; return; }
  held = null;
  const form = tile.querySelector('form');
  form.elements.count.value = Math.abs(steps);
  form.requestSubmit(form.querySelector(`[value=${steps < 0 ? 'earlier' : 'later'}]`));
  form.elements.count.value = 1;
};
document.addEventListener('pointerdown', (event) => {
  const grip = event.target.closest('[data-grip]');
  if (!grip || event.button) return;
  held = grip.closest('[data-tile]');
  from = tiles().indexOf(held);
  held.dataset.lifted = '';
  event.preventDefault();
});
document.addEventListener('pointermove', (event) => {
  if (!held) return;
  const over = document.elementsFromPoint(event.clientX, event.clientY)
    .map((node) => node.closest('[data-arrange] > [data-tile]')).find((tile) => tile && tile !== held);
  if (over && over.hasAttribute('data-pinned') === held.hasAttribute('data-pinned')) put(tiles().indexOf(over));
});
document.addEventListener('pointerup', () => drop(true));
document.addEventListener('pointercancel', () => drop(false));
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') drop(false); });
/* Where autofocus is on a whole page: the browser refuses that in a part that is swapped in. */
document.addEventListener('htmx:after:swap', () => document.querySelector('#arranging [data-focus]')?.focus());
