/** Before any vitest suite: makes known where torchvision's source lies, also when vitest is run by itself. */
import { findTorchvision } from './torchvision.mjs';

export default async function setup() {
  const folder = await findTorchvision();
  if (folder) process.env.SKIPLINE_PYTHON_PATH = folder;
}
