let draw = () => {};

/** Calls the function after each change of a store. */
export function drawOnChange(drawPage: () => void): void {
  draw = drawPage;
}

/** A part of the page's state. The page is drawn again when it changes. */
export class Store<T> {
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  patch(changes: Partial<T>): void {
    this.#value = { ...this.#value, ...changes };
    draw();
  }
}

/** The state of a client that does one thing at a time. */
export interface Busy {
  readonly busy: boolean;
  /** The message of the last error. */
  readonly problem: string | undefined;
}

/** Runs the work. If there is an error, shows its message. */
export async function runIn(
  state: { patch(changes: Partial<Busy>): void },
  work: () => Promise<void>,
): Promise<void> {
  state.patch({ busy: true, problem: undefined });
  await work().catch((error: Error) => state.patch({ problem: error.message }));
  state.patch({ busy: false });
}
