import { ParsePushAdapter } from '@parse/push-adapter';

const { SERVICE_ACCOUNT, TOKEN } = process.env;
const sender = new ParsePushAdapter({
  android: { firebaseServiceAccount: JSON.parse(SERVICE_ACCOUNT) },
});
const results = await sender.send({ data: { alert: 'Body' } }, [
  { deviceType: 'android', deviceToken: TOKEN },
]);
console.log(`${results.filter(({ transmitted }) => transmitted).length} sent`);
