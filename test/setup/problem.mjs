/** Something that the person at the keyboard can mend: its message is one sentence, printed without a stack. */
export class Problem extends Error {}

/** Runs the main function of a setup script and turns a Problem into its sentence and exit code 1. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    process.exitCode = 1;
  }
}
