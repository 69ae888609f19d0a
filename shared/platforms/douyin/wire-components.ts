import * as z from 'zod';

/**
 * Lead components (线索组件), which hold the message cards of M3. ASSUMED, all of this file: the platform's page about them is
 * not readable, a connector's lists are all that is known (kinds, states, pages from 1, at most 50 a page). Address and field
 * names are ours. Nothing asks for them unless `DOUYIN_LEAD_COMPONENTS` is `on`; the simulator answers them.
 */

export const COMPONENTS_CALL = '/im/lead_component/list/';
export const COMPONENTS_PAGE = 50;

/** Card kinds. 5, the phone-collect card, is not among them: what names it in a send is not known either. */
export const MESSAGE_CARD_KINDS = { 1: 'text-link', 2: 'image-link', 3: 'question-list', 4: 'phone-call' } as const;
export const COMPONENT_VALID = 1;

export const ComponentsAnswer = z.object({
  total: z.coerce.number().int().nonnegative(),
  cards: z.array(
    z.object({
      component_id: z.string().min(1),
      card_kind: z.coerce.number().catch(0),
      name: z.string().catch(''),
      status: z.coerce.number().catch(COMPONENT_VALID),
    }),
  ),
});
