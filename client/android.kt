class App : Application() {
    override fun onCreate() {
        super.onCreate()
        val manager = getSystemService(NotificationManager::class.java)
        val channels = listOf(
            "comments" to R.string.comments,
            "likes" to R.string.likes,
            "followers" to R.string.followers,
            "announcements" to R.string.announcements,
        )
        for ((id, name) in channels) {
            manager.createNotificationChannel(NotificationChannel(id, getString(name), NotificationManager.IMPORTANCE_HIGH))
            manager.createNotificationChannel(NotificationChannel("${id}_quiet", getString(name), NotificationManager.IMPORTANCE_LOW))
        }
    }
}

object Pushes {
    private val functions get() = Firebase.functions("us-central1")
    /** `kit-INSTANCE-` if the backend is a function kit. */
    private const val PREFIX = ""
    private val turn = Mutex()

    private fun deviceId(context: Context): String {
        val stored = context.getSharedPreferences("push", Context.MODE_PRIVATE)
        return stored.getString("deviceId", null)
            ?: UUID.randomUUID().toString().also { stored.edit { putString("deviceId", it) } }
    }

    /** Call it at each start if a user is signed in, and after sign-in. */
    suspend fun save(context: Context, newToken: String? = null): Unit = turn.withLock {
        if (Firebase.auth.currentUser == null) return@withLock
        val request = mapOf(
            "token" to (newToken ?: FirebaseMessaging.getInstance().token.await()),
            "platform" to "android",
            "deviceId" to deviceId(context),
            "locale" to Locale.getDefault().toLanguageTag(),
            "timeZone" to TimeZone.getDefault().id,
            "appVersion" to BuildConfig.VERSION_NAME,
        )
        functions.getHttpsCallable("${PREFIX}savePushToken").call(request).await()
    }

    /** The callable comes first, because it needs a signed-in user. */
    suspend fun logOut(context: Context): Unit = turn.withLock {
        functions.getHttpsCallable("${PREFIX}removePushToken")
            .call(mapOf("deviceId" to deviceId(context))).await()
        FirebaseMessaging.getInstance().deleteToken().await()
        Firebase.auth.signOut()
    }
}

class PushService : FirebaseMessagingService() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.IO)

    override fun onNewToken(token: String) {
        scope.launch { runCatching { Pushes.save(applicationContext, token) } }
    }

    /** Called in the foreground, and for pushes without a notification. FCM shows the others itself. */
    override fun onMessageReceived(message: RemoteMessage) {
        if (message.data["type"] == "read") return clear(message.data)
        val shown = message.notification ?: return
        val open = Intent(this, MainActivity::class.java)
            .putExtra("postId", message.data["postId"])
            .putExtra("commentId", message.data["commentId"])
            .addFlags(Intent.FLAG_ACTIVITY_SINGLE_TOP)
        val notification = NotificationCompat.Builder(this, shown.channelId ?: "comments")
            .setSmallIcon(R.drawable.ic_comment)
            .setContentTitle(shown.title)
            .setContentText(shown.body)
            .setNumber(shown.notificationCount ?: 0)
            .setAutoCancel(true)
            .setContentIntent(
                PendingIntent.getActivity(
                    this, shown.tag.hashCode(), open,
                    PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT,
                ),
            )
            .build()
        // FCM uses the same tag and the id 0, so a repeat replaces the first.
        if (NotificationManagerCompat.from(this).areNotificationsEnabled()) {
            getSystemService(NotificationManager::class.java).notify(shown.tag, 0, notification)
        }
    }

    /** Returns the tag of a comment's push. */
    private fun tag(postId: String, commentId: String): String {
        val hash = MessageDigest.getInstance("SHA-256").digest("$postId/$commentId".toByteArray())
        return Base64.encodeToString(hash, Base64.URL_SAFE or Base64.NO_WRAP or Base64.NO_PADDING).take(32)
    }

    private fun clear(data: Map<String, String>) {
        val postId = data["postId"] ?: return
        val uid = Firebase.auth.currentUser?.uid ?: return
        val manager = getSystemService(NotificationManager::class.java)
        scope.launch {
            val entry = Firebase.firestore.document("users/$uid/notifications/${data["notificationId"]}").get().await()
            val comments = entry.get("eventIds") as? List<*> ?: return@launch
            for (each in comments) manager.cancel(tag(postId, each.toString()), 0)
        }
    }
}

class MainActivity : ComponentActivity() {
    private val ask = registerForActivityResult(ActivityResultContracts.RequestPermission()) { granted ->
        if (granted) lifecycleScope.launch { Pushes.save(applicationContext) }
    }

    /** Call it after the user has seen what pushes are for. */
    private fun askForPushes() {
        if (Build.VERSION.SDK_INT >= 33) ask.launch(Manifest.permission.POST_NOTIFICATIONS)
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        openComment(intent)
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        openComment(intent)
    }

    /** FCM puts the data into the intent's extras, as the service above does. */
    private fun openComment(intent: Intent) {
        val postId = intent.getStringExtra("postId") ?: return
        // Navigate to postId, intent.getStringExtra("commentId").
    }
}
