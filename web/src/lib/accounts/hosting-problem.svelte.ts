import type { Platform } from '../contracts.ts';

/** What kept an account from being hosted, in words (A1, A2). */
export interface Problem {
  readonly platform: Platform;
  /** The account that was to be authorised again (A2); absent = a new one was to be hosted. */
  readonly accountId?: string | undefined;
  readonly text: string;
  /** Whether beginning again at once can help. */
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
