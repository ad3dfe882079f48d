// Run before the tests: so that `npm ci && npm test` is all there is to do on a machine with Node alone.
import { bringChromium } from './chromium.ts';

await bringChromium();
