using BalanceNotifications.Practices;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Delivery;

/// <summary>Messages to send, of invented practices to invented people.</summary>
internal static class Outgoing
{
    public static OutgoingMessage Email(
        string to = "ann@home.example",
        string provider = "default",
        string subject = "Your balance",
        string? html = "<p>You owe <b>$ 120.00</b></p>",
        string senderName = "North Clinic",
        Guid? id = null,
        int attempt = 1) =>
        new(
            id ?? Guid.CreateVersion7(),
            attempt,
            to,
            senderName,
            new PracticeSenders(new EmailSender("billing@north.example", "office@north.example", provider), null, null),
            new RenderedMessage(subject, html, "You owe $ 120.00"),
            ValidUntil: null);

    public static OutgoingMessage Text(
        string? from = "+13125550111",
        string? messagingServiceSid = null,
        string provider = "default",
        Guid? id = null,
        int attempt = 1,
        DateTimeOffset? validUntil = null) =>
        new(
            id ?? Guid.CreateVersion7(),
            attempt,
            "+13125550123",
            "North Clinic",
            new PracticeSenders(null, new PhoneSender(from, messagingServiceSid, provider), null),
            new RenderedMessage(null, null, "North Clinic: you owe $ 120.00 & more"),
            validUntil);

    public static OutgoingMessage Call(
        string provider = "default",
        string phone = "3 1 2, 5 5 5, 0 1 0 0",
        Guid? id = null,
        DateTimeOffset? validUntil = null) =>
        new(
            id ?? Guid.CreateVersion7(),
            1,
            "+13125550123",
            "North Clinic",
            new PracticeSenders(null, null, new PhoneSender("+13125550112", null, provider)),
            new RenderedMessage(null, null, "You owe $ 120.00"),
            validUntil)
        {
            Call = new("North Clinic", phone, "Ann", "en", "You owe $ 120.00", "en"),
        };
}
