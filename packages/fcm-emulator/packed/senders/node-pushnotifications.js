import PushNotifications from 'node-pushnotifications';

const { SERVICE_ACCOUNT, TOKEN } = process.env;
const sender = new PushNotifications({
  fcm: { appName: 'sender', serviceAccountKey: JSON.parse(SERVICE_ACCOUNT) },
});
const [{ success }] = await sender.send([TOKEN], { title: 'Title', body: 'Body', topic: 'app' });
console.log(`${success} sent`);
