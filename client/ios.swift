@main
class AppDelegate: UIResponder, UIApplicationDelegate, MessagingDelegate, UNUserNotificationCenterDelegate {
  func application(
    _ application: UIApplication,
    didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]?
  ) -> Bool {
    FirebaseApp.configure()
    Messaging.messaging().delegate = self
    UNUserNotificationCenter.current().delegate = self
    application.registerForRemoteNotifications()
    return true
  }

  /// Call it after the user has seen what pushes are for.
  func askForPushes() async throws {
    _ = try await UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound, .badge])
  }

  func messaging(_ messaging: Messaging, didReceiveRegistrationToken token: String?) {
    guard let token else { return }
    Task { try? await Pushes.save(token: token) }
  }

  /// Shows a push also while the app is open. A silent one is only in the list.
  func userNotificationCenter(
    _ center: UNUserNotificationCenter, willPresent notification: UNNotification
  ) async -> UNNotificationPresentationOptions {
    let silent = notification.request.content.interruptionLevel == .passive
    return silent ? [.list, .badge] : [.banner, .list, .sound, .badge]
  }

  func userNotificationCenter(
    _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse
  ) async {
    let data = response.notification.request.content.userInfo
    guard let postId = data["postId"] as? String else { return }
    // Navigate to postId, data["commentId"] as? String.
  }

  /// Removes notifications that were read on another device. iOS itself sets the badge.
  func application(
    _ application: UIApplication, didReceiveRemoteNotification data: [AnyHashable: Any]
  ) async -> UIBackgroundFetchResult {
    guard data["type"] as? String == "read", let postId = data["postId"] as? String else { return .noData }
    let center = UNUserNotificationCenter.current()
    let ids = await center.deliveredNotifications()
      .filter { $0.request.content.threadIdentifier == postId }
      .map(\.request.identifier)
    center.removeDeliveredNotifications(withIdentifiers: ids)
    return .newData
  }
}

@MainActor
enum Pushes {
  private static let functions = Functions.functions(region: "us-central1")
  /// `kit-INSTANCE-` if the backend is a function kit.
  private static let prefix = ""
  private static var last: Task<Void, Never>?

  private static func inTurn(_ run: @escaping @MainActor () async throws -> Void) async throws {
    let before = last
    let task = Task {
      await before?.value
      try await run()
    }
    last = Task { _ = await task.result }
    try await task.value
  }

  private static var deviceId: String {
    if let known = UserDefaults.standard.string(forKey: "pushDeviceId") { return known }
    let made = UUID().uuidString
    UserDefaults.standard.set(made, forKey: "pushDeviceId")
    return made
  }

  /// Call it at each start if a user is signed in, and after sign-in, with `Messaging.messaging().token()`.
  static func save(token: String) async throws {
    try await inTurn {
      guard Auth.auth().currentUser != nil else { return }
      let request = [
        "token": token,
        "platform": "ios",
        "deviceId": deviceId,
        "locale": Locale.preferredLanguages.first ?? "en",
        "timeZone": TimeZone.current.identifier,
      ]
      _ = try await functions.httpsCallable("\(prefix)savePushToken").call(request)
    }
  }

  /// The callable comes first, because it needs a signed-in user.
  static func logOut() async throws {
    try await inTurn {
      _ = try await functions.httpsCallable("\(prefix)removePushToken").call(["deviceId": deviceId])
      try await Messaging.messaging().deleteToken()
      try Auth.auth().signOut()
      try await UNUserNotificationCenter.current().setBadgeCount(0)
    }
  }
}
