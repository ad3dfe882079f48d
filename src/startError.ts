/** A reason why the program cannot start, in one sentence that says what to do. The command line shows it without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
