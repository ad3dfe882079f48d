// A verdict is posted once: a second tap waits for the answer, or until the answer is surely not coming.
const GIVE_UP_MS = 10_000;
let posting = false;

document.addEventListener('submit', (event) => {
  if (posting) {
    event.preventDefault();
    return;
  }
  posting = true;
  event.submitter?.setAttribute('aria-disabled', 'true');
  setTimeout(release, GIVE_UP_MS);
});

addEventListener('pageshow', (event) => {
  if (event.persisted) release();
});

function release() {
  posting = false;
  for (const button of document.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
}
