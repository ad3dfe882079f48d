// Comfort for those who have scripts; every page does its work without this file.

/** A form posts once: a second click or Enter waits for the answer, or until the answer is surely not coming. */
const GIVE_UP_MS = 10_000;
let posting;

function release() {
  clearTimeout(posting);
  posting = undefined;
  for (const button of document.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
}

const timers = [];

document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  if (posting !== undefined) {
    event.preventDefault();
    return;
  }
  for (const timer of timers) clearTimeout(timer);
  posting = setTimeout(release, GIVE_UP_MS);
  // Not `disabled`: a disabled button would not post its value.
  event.submitter?.setAttribute('aria-disabled', 'true');
});

/** The way on that the page takes by itself: the result to the merchant, or a look whether the result is there. */
for (const form of document.querySelectorAll('form[data-auto-submit]')) {
  timers.push(setTimeout(() => form.requestSubmit(), Number(form.dataset.delay)));
}
for (const link of document.querySelectorAll('a[data-follow-after]')) {
  timers.push(setTimeout(() => location.replace(link.href), Number(link.dataset.followAfter) * 1000));
}

/** Waits for what happens elsewhere, without loading the page anew: who reads it is not interrupted. */
const waiting = document.querySelector('[data-watch]');

async function look() {
  let changed = false;
  try {
    ({ changed } = await (await fetch(waiting.dataset.watch)).json());
  } catch {
    // The network comes back, or the button of the page is still there.
  }
  if (posting !== undefined) return;
  if (changed) location.replace(waiting.dataset.next);
  else timers.push(setTimeout(look, Number(waiting.dataset.seconds) * 1000));
}
if (waiting) timers.push(setTimeout(look, Number(waiting.dataset.seconds) * 1000));

// Back from the history, a browser may show a page as it was left. One that asks for something is asked for again: the challenge may
// stand elsewhere by now. The last page does not go on by itself a second time; its button still works.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const timer of timers) clearTimeout(timer);
  release();
  if (!document.querySelector('form[data-final]')) location.reload();
});

const field = document.querySelector('[data-focus]');
/** To the entry, and no further down than to see it: what the page says above it stays in sight. */
function enter() {
  field?.focus({ preventScroll: true });
  (field?.closest('.pair') ?? field)?.scrollIntoView({ block: 'nearest' });
}
enter();

/** Closing the box needs no answer of the server. */
document.querySelector('form[data-close]')?.addEventListener('submit', (event) => {
  event.preventDefault();
  event.target.closest('.notice').hidden = true;
  enter();
});
