import type { Platform } from '../contracts.ts';

/** What kept an account from being hosted, in words (A1, A2). */
export interface Problem {
  readonly platform: Platform;
  readonly text: string;
  /** Whether beginning again at once can help; else one begins from the account itself. */
  readonly canRepeat: boolean;
}

/** Told by the page that platforms send people back to, shown once on the list of accounts. */
class HostingProblem {
  #current = $state.raw<Problem | undefined>();

  get current(): Problem | undefined {
    return this.#current;
  }

  tell(problem: Problem | undefined): void {
    this.#current = problem;
  }
}

export const hostingProblem = new HostingProblem();
