// Comfort for those who have scripts; every page does its work without this file.

/** A form posts once: a second click or Enter waits for the answer, or until the answer is surely not coming. */
const GIVE_UP_MS = 10_000;
let posting;

function release() {
  clearTimeout(posting);
  posting = undefined;
  for (const button of document.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
}

document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  if (posting !== undefined) {
    event.preventDefault();
    return;
  }
  posting = setTimeout(release, GIVE_UP_MS);
  // Not `disabled`: a disabled button would not post its value.
  event.submitter?.setAttribute('aria-disabled', 'true');
});

// Back from the history: the page can be posted again.
addEventListener('pageshow', (event) => {
  if (event.persisted) release();
});

document.querySelector('[data-focus]')?.focus();

/** The link of an error puts the cursor into its field, not only the view. */
for (const link of document.querySelectorAll('.notice a[href^="#"]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    document.querySelector(link.hash)?.focus();
  });
}

/** What stands in a page from its start is not read out everywhere: it is said when it comes. */
const ANNOUNCE_AFTER_MS = 150;
for (const text of document.querySelectorAll('[role=status] p')) {
  setTimeout(() => text.replaceWith(text.cloneNode(true)), ANNOUNCE_AFTER_MS);
}

for (const button of document.querySelectorAll('[data-close]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    button.parentElement.hidden = true;
    document.querySelector('#main')?.focus({ preventScroll: true });
  });
}

/** A session may end while its page stays open: that is told a minute before, and after the end nothing stays in view. */
const MOMENT = 1000;
const session = document.querySelector('[data-left]');
if (session) watch(session.dataset);

function watch({ left, warn, then, last }) {
  const warnMs = Number(warn);
  const warning = document.querySelector('[data-testid=idle-warning]');
  const lastWarning = document.querySelector('[data-testid=last-warning]');
  let timer;
  let endsAt;
  let focused = document.querySelector('#main');
  follow({ leftMs: Number(left), isLast: last !== undefined });

  /** What the server says of the session, which other tabs use as well; by our own reckoning where it cannot be reached. */
  async function ask(how = {}) {
    const reckoned = { leftMs: Math.max(endsAt - Date.now(), 0), isLast: !lastWarning.hidden };
    return fetch('/portal/session', { cache: 'no-store', ...how })
      .then((answer) => answer.json())
      .catch(() => reckoned);
  }

  function follow({ leftMs, isLast }) {
    endsAt = Date.now() + leftMs;
    if (leftMs <= 0) {
      document.querySelector('#main').hidden = true;
      location.replace(then);
      return;
    }
    warning.hidden = isLast || leftMs > warnMs;
    lastWarning.hidden = !isLast || leftMs > warnMs;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(leftMs > warnMs ? leftMs - warnMs : leftMs, MOMENT));
  }

  async function look() {
    follow(await ask());
  }

  warning.querySelector('[data-stay]').addEventListener('click', async () => {
    const token = document.querySelector('[name=token]').value;
    follow(await ask({ method: 'POST', body: new URLSearchParams({ token }) }));
    focused.focus({ preventScroll: true });
  });
  // Whoever keeps the session goes on typing where he was.
  document.addEventListener('focusin', ({ target }) => {
    if (!warning.contains(target)) focused = target;
  });
  // A machine that slept, or a page from the history: timers stood still.
  addEventListener('pageshow', ({ persisted }) => persisted && look());
  document.addEventListener('visibilitychange', () => document.hidden || look());
}
