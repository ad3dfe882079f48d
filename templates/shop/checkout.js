// What a 3DS Server needs to know of the browser, and that scripts run at all.
const form = document.querySelector('form.pay');
const known = {
  browserJavascriptEnabled: 'true',
  browserLanguage: navigator.language,
  browserJavaEnabled: String(navigator.javaEnabled?.() ?? false),
  browserColorDepth: String(screen.colorDepth),
  browserScreenHeight: String(screen.height),
  browserScreenWidth: String(screen.width),
  browserTZ: String(new Date().getTimezoneOffset()),
};
for (const [name, value] of Object.entries(known)) form.elements[name].value = value;

// A phone opens a window of its width, unless the tester chose one.
const windowSize = form.elements.windowSize;
if (!('preset' in windowSize.dataset) && matchMedia('(max-width: 640px)').matches) windowSize.value = '02';

// A card is either chosen or typed.
const number = form.elements.cardNumber;
for (const radio of form.elements.card) {
  radio.addEventListener('change', () => {
    number.value = '';
  });
}
number.addEventListener('input', () => {
  if (number.value !== '') for (const radio of form.elements.card) radio.checked = false;
});

// A card that was chosen beforehand may be further down its list.
form.querySelector('.card :checked')?.closest('.card').scrollIntoView({ block: 'nearest' });

// A double click pays once; coming back with the browser's button frees the form again.
const button = form.querySelector('button');
form.addEventListener('submit', (event) => {
  if (button.getAttribute('aria-disabled') === 'true') event.preventDefault();
  button.setAttribute('aria-disabled', 'true');
});
addEventListener('pageshow', () => button.removeAttribute('aria-disabled'));
