import { redirect } from '@sveltejs/kit';
import { takeBinding } from '#lib/accounts/meant-account.ts';
import { urls } from '#lib/urls.ts';

/** The console opens at the inbox; whoever comes back from binding an account, at the account (A1). */
export const load = () => {
  const accountId = takeBinding(sessionStorage);
  redirect(307, accountId === undefined ? urls.inbox() : urls.accounts(accountId));
};
