// Looks for the result each second and shows it once it is there, or once the shop gives up. Without scripts the page reloads.
const look = document.querySelector('a[data-look]');
async function again() {
  const response = await fetch(look.href).catch(() => undefined);
  const page = new DOMParser().parseFromString((await response?.text()) ?? '', 'text/html');
  const next = page.querySelector('a[data-look]');
  if (response?.ok && !next) return location.replace(look.href);
  if (next) look.setAttribute('href', next.getAttribute('href'));
  return setTimeout(again, 1000);
}
setTimeout(again, 1000);
