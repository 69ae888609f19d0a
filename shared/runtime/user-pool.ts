import * as z from 'zod';
import { type AwsCall, AwsError } from './aws-json.ts';
import type { SignInAccounts } from './ports.ts';

const Attributes = z.array(z.object({ Name: z.string(), Value: z.string().optional() }));
const Created = z.object({ User: z.object({ Attributes }) });
const Found = z.object({ UserAttributes: Attributes });

const subOf = (attributes: z.infer<typeof Attributes>): string => {
  const sub = attributes.find(({ Name }) => Name === 'sub')?.Value;
  if (sub === undefined) throw new Error('the user pool named no subject');
  return sub;
};

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof AwsError && names.includes(error.name);

/** People of a Cognito user pool over the small client; each is named by the address they sign in with. */
export function createUserPool(call: AwsCall, userPoolId: string): SignInAccounts {
  const who = (email: string) => ({ UserPoolId: userPoolId, Username: email });
  return {
    async invite(email, name) {
      const UserAttributes = [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: name },
      ];
      const input = { ...who(email), UserAttributes, DesiredDeliveryMediums: ['EMAIL'] };
      try {
        return { sub: subOf(Created.parse(await call('AdminCreateUser', input)).User.Attributes), isNew: true };
      } catch (error) {
        if (!isNamed(error, 'UsernameExistsException')) throw error;
        return { sub: subOf(Found.parse(await call('AdminGetUser', who(email))).UserAttributes), isNew: false };
      }
    },
    async resend(email) {
      const input = { ...who(email), MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] };
      try {
        await call('AdminCreateUser', input);
      } catch (error) {
        // Their password is set: the console's address is all they need.
        if (!isNamed(error, 'UnsupportedUserStateException')) throw error;
      }
    },
    async disable(email) {
      await call('AdminDisableUser', who(email));
      // Refresh tokens end with it; access tokens run out within the hour and are asked about each minute (SEC30).
      await call('AdminUserGlobalSignOut', who(email));
    },
    async enable(email) {
      await call('AdminEnableUser', who(email));
    },
    async remove(email) {
      try {
        await call('AdminDeleteUser', who(email));
      } catch (error) {
        if (!isNamed(error, 'UserNotFoundException')) throw error;
      }
    },
  };
}
