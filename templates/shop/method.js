// The 3DS Method runs in an unseen frame, for as long as its version gives it; then the payment goes on in any case.
const authenticate = document.querySelector('form[data-authenticate]');
let gone = false;
function goOn() {
  if (gone) return;
  gone = true;
  authenticate.submit();
}
addEventListener('message', (event) => {
  if (event.origin === location.origin && event.data === 'threeDSMethodNotified') goOn();
});
setTimeout(goOn, Number(authenticate.dataset.limit));
document.querySelector('form[data-method]').submit();
