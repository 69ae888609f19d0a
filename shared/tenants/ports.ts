/** What the product asks of the service that people sign in with: Cognito on AWS, its stand-in locally. */
export interface SignInAccounts {
  /**
   * Makes a person who may sign in and mails them how; one who is there already is answered as they are.
   *
   * @throws {Unavailable} where the service does not answer.
   */
  invite(email: string, name: string): Promise<{ readonly sub: string; readonly isNew: boolean }>;
  /** Mails the first password again. Somebody who has signed in already needs none, and nothing happens. */
  resend(email: string): Promise<void>;
  /** Whoever is signed in keeps a token for an hour at most; what it may do ends within a minute (SEC30). */
  disable(email: string): Promise<void>;
  enable(email: string): Promise<void>;
  /** Somebody who is not there is forgotten already. */
  remove(email: string): Promise<void>;
}
