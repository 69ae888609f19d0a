import { DOUYIN_BOUNDARIES } from './boundary-cases-douyin.ts';
import { XIAOHONGSHU_BOUNDARIES } from './boundary-cases-xiaohongshu.ts';

/**
 * The windows at their edges (section 4), kept short; BOUNDARIES.md has them in sentences. A line says what happened, what
 * is asked and when, and the answer; times count from the section's beginning, several times on a line are several cases.
 *
 *   enter 0s, text 1s | text 28.9s 28.999s | yes W1, 2 left
 *
 * What happens: `enter` (the customer opens the message page, `enter+follow`: and follows the account), `speak` (the
 * customer sends a message), `text`, `image` … (the account sends that), `text?` (it
 * sends that, and the outcome stays unknown), `proof` (an echo proves what was unknown), `phone` (a text sent from the phone app),
 * `overuse` (the platform said that the window is used up), `consent` (the customer lets the account write of its own
 * accord for 30 days), `withdraw` (takes that back), `comment` (an intent comment; `text+quote` quotes the newest). The answer: `yes`, the rule, and how many are left; or `no`,
 * the rule, the reason, and the next chance where one is known. Asked besides: `welcome` (does the last entry start the
 * account's welcome of three texts, two on Xiaohongshu, and how many of them may go) and `recall` (may the last message be
 * taken back). A section names the platform, whether it holds for
 * enterprise accounts, staff accounts or both, standing that differs from the usual (low weight, ¥5,000 of ad spend, no
 * mutual follow), and when it begins in Shanghai.
 */
export const BOUNDARY_CASES = `${DOUYIN_BOUNDARIES}\n${XIAOHONGSHU_BOUNDARIES}`;
