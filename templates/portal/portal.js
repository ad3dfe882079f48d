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
    document.querySelector('#main')?.focus();
  });
}

/** What has to be said when a page has been open for some time. */
for (const late of document.querySelectorAll('[data-show-after]')) {
  setTimeout(() => {
    late.hidden = false;
  }, Number(late.dataset.showAfter));
}
