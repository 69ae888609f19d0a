import AlarmClock from '@lucide/svelte/icons/alarm-clock';
import Bot from '@lucide/svelte/icons/bot';
import ChartNoAxesColumn from '@lucide/svelte/icons/chart-no-axes-column';
import Contact from '@lucide/svelte/icons/contact';
import Filter from '@lucide/svelte/icons/funnel';
import Images from '@lucide/svelte/icons/images';
import Inbox from '@lucide/svelte/icons/inbox';
import Settings from '@lucide/svelte/icons/settings';
import Store from '@lucide/svelte/icons/store';
import Users from '@lucide/svelte/icons/users';
import type { Component } from 'svelte';
import type { MeView } from '../contracts.ts';
import { m } from '../paraglide/messages.js';
import {
  canReadAccounts,
  canReadAgents,
  canReadConversations,
  canReadLeads,
  canReadMaterials,
  canReadUsage,
} from '../permissions.ts';
import { urls } from '../urls.ts';

export interface Place {
  readonly href: string;
  readonly name: () => string;
  readonly icon: Component<{ size?: number; strokeWidth?: number }>;
  readonly isOpenTo: (me: MeView | undefined) => boolean;
}

/** The places that exist, in the order of the rail. A member sees those that work for them. */
export const PLACES: readonly Place[] = [
  { href: urls.inbox(), name: m.place_inbox, icon: Inbox, isOpenTo: canReadConversations },
  { href: urls.customers(), name: m.place_customers, icon: Users, isOpenTo: canReadConversations },
  { href: urls.followUps(), name: m.place_follow_ups, icon: AlarmClock, isOpenTo: canReadConversations },
  { href: urls.leads(), name: m.place_leads, icon: Contact, isOpenTo: canReadLeads },
  { href: urls.materials(), name: m.place_materials, icon: Images, isOpenTo: canReadMaterials },
  { href: urls.agents(), name: m.place_agents, icon: Bot, isOpenTo: canReadAgents },
  { href: urls.accounts(), name: m.place_accounts, icon: Store, isOpenTo: canReadAccounts },
  { href: urls.sources(), name: m.place_sources, icon: Filter, isOpenTo: canReadUsage },
  { href: urls.usage(), name: m.place_usage, icon: ChartNoAxesColumn, isOpenTo: canReadUsage },
  { href: urls.settings(), name: m.place_settings, icon: Settings, isOpenTo: () => true },
];

export const isAt = (pathname: string, place: Place): boolean =>
  pathname === place.href || pathname.startsWith(`${place.href}/`);

/** How many stand in a phone's bar; a thumb does not hit more. */
const BAR_ITEMS = 5;

/** What a phone's bar shows of the places one may open, and what waits behind its last item. */
export function barOf(places: readonly Place[]): {
  readonly places: readonly Place[];
  readonly rest: readonly Place[];
} {
  if (places.length <= BAR_ITEMS) return { places, rest: [] };
  return { places: places.slice(0, BAR_ITEMS - 1), rest: places.slice(BAR_ITEMS - 1) };
}
