using BalanceNotifications.Practices;

namespace BalanceNotifications.Senders;

/// <summary>A sender as breakers and budgets know it: one address at one provider, whichever practices use it.</summary>
/// <param name="Provider">In lower case: the names of relays and accounts ignore it.</param>
/// <param name="Sender">An e-mail address or a messaging service in lower case, or a phone number.</param>
public sealed record SenderKey(Channel Channel, string Provider, string Sender)
{
    /// <summary>Null when the practice has no sender for the channel.</summary>
    public static SenderKey? Of(PracticeSenders senders, Channel channel) => channel switch
    {
        Channel.Email => senders.Email is { } email ? Of(channel, email.Provider, email.From) : null,
        Channel.Text => Of(channel, senders.Text),
        Channel.Voice => Of(channel, senders.Voice),
    };

    /// <summary>Of an attempt; null where none is kept of it, as of e-mails.</summary>
    /// <param name="attempt">See <see cref="PhoneSender.Key"/>.</param>
    public static SenderKey? OfAttempt(Channel channel, string? attempt) =>
        attempt?.Split(' ') is [var provider, { Length: > 0 } sender] ? Of(channel, provider, sender) : null;

    private static SenderKey? Of(Channel channel, PhoneSender? phone) =>
        (phone?.MessagingServiceSid ?? phone?.From) is { } sender ? Of(channel, phone!.Provider, sender) : null;

    private static SenderKey Of(Channel channel, string provider, string sender) =>
        new(channel, Lower(provider), Lower(sender));

    private static string Lower(string name) => string.Create(name.Length, name, static (lower, source) =>
        source.AsSpan().ToLowerInvariant(lower));
}
