import { redirect } from '@sveltejs/kit';
import { urls } from '#lib/urls.ts';

/** The console opens at the inbox. */
export const load = () => redirect(307, urls.inbox());
