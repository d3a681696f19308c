/** `npm run build`: the production bundles in dist. */
import { buildBundles } from './dependencies.mjs';
import { main } from './problem.mjs';

await main(() => buildBundles({ force: true }));
