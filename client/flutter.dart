final local = FlutterLocalNotificationsPlugin();
final channels = [
  for (final (id, name) in [
    ('comments', 'Comments'),
    ('likes', 'Likes'),
    ('followers', 'Followers'),
    ('announcements', 'News'),
  ]) ...[
    AndroidNotificationChannel(id, name, importance: Importance.high),
    AndroidNotificationChannel('${id}_quiet', '$name, silent', importance: Importance.low),
  ],
];

/// Call it once, in main(), after Firebase.initializeApp().
Future<void> setUpPushes(void Function(String postId, String? commentId) open) async {
  final messaging = FirebaseMessaging.instance;
  final android = local.resolvePlatformSpecificImplementation<AndroidFlutterLocalNotificationsPlugin>();
  for (final channel in channels) {
    await android?.createNotificationChannel(channel);
  }
  await messaging.setForegroundNotificationPresentationOptions(alert: true, badge: true, sound: true);
  FirebaseMessaging.onMessage.listen(showInForeground);

  void tapped(RemoteMessage message) {
    final postId = message.data['postId'] as String?;
    if (postId != null) open(postId, message.data['commentId'] as String?);
  }

  FirebaseMessaging.onMessageOpenedApp.listen(tapped);
  final first = await messaging.getInitialMessage();
  if (first != null) tapped(first);

  messaging.onTokenRefresh.listen(savePushToken);
  FirebaseAuth.instance.authStateChanges().listen((user) async {
    if (user == null) return;
    final token = await messaging.getToken();
    if (token != null) await savePushToken(token);
  });
}

/// Call it after the user has seen what pushes are for.
Future<void> askForPushes() => FirebaseMessaging.instance.requestPermission();

/// iOS itself shows it. FCM uses the same id and tag, so a repeat replaces the first.
Future<void> showInForeground(RemoteMessage message) async {
  final shown = message.notification;
  final android = shown?.android;
  if (shown == null || android == null) return;
  final channel = channels.firstWhere((each) => each.id == android.channelId, orElse: () => channels.first);
  await local.show(
    0,
    shown.title,
    shown.body,
    NotificationDetails(
      android: AndroidNotificationDetails(channel.id, channel.name, importance: channel.importance, tag: android.tag),
    ),
  );
}

Future<String> deviceId() async {
  final stored = await SharedPreferences.getInstance();
  final known = stored.getString('pushDeviceId');
  if (known != null) return known;
  final made = const Uuid().v4();
  await stored.setString('pushDeviceId', made);
  return made;
}

final functions = FirebaseFunctions.instanceFor(region: 'us-central1');

/// `kit-INSTANCE-` if the backend is a function kit.
const prefix = '';

Future<void> last = Future.value();

Future<void> inTurn(Future<void> Function() run) {
  final next = last.then((_) => run());
  last = next.then((_) {}, onError: (_) {});
  return next;
}

/// Call it at each start if a user is signed in, after sign-in, and with a new token.
Future<void> savePushToken(String token) => inTurn(() async {
  if (FirebaseAuth.instance.currentUser == null) return;
  await functions.httpsCallable('${prefix}savePushToken').call({
    'token': token,
    'platform': Platform.isIOS ? 'ios' : 'android',
    'deviceId': await deviceId(),
    'locale': PlatformDispatcher.instance.locale.toLanguageTag(),
    'timeZone': (await FlutterTimezone.getLocalTimezone()).identifier,
  });
});

/// The callable comes first, because it needs a signed-in user.
Future<void> logOut() => inTurn(() async {
  await functions.httpsCallable('${prefix}removePushToken').call({'deviceId': await deviceId()});
  await FirebaseMessaging.instance.deleteToken();
  await FirebaseAuth.instance.signOut();
});
