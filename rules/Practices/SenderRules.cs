using System.Text.RegularExpressions;
using BalanceNotifications.Contact;

namespace BalanceNotifications.Practices;

/// <summary>Who a practice's messages come from, and who gets them in test mode.</summary>
internal static partial class SenderRules
{
    public static void Validate(PracticeSettings practice, FieldErrors errors)
    {
        if (practice.Senders.Email is { } email)
        {
            errors.Require(
                EmailAddress.IsValid(email.From), "senders.email.from", "A plain e-mail address is required.");
            errors.Require(
                email.ReplyTo is null || EmailAddress.IsValid(email.ReplyTo),
                "senders.email.replyTo", "A plain e-mail address is required.");
            RequireProvider(email.Provider, "senders.email.provider", errors);
        }

        Validate(practice.Senders.Text, "senders.text", mayBeService: true, errors);
        Validate(practice.Senders.Voice, "senders.voice", mayBeService: false, errors);
        ValidateSpoken(practice.Senders, errors);
        ValidateReplacements(practice, errors);
        ValidateTestRecipients(practice, errors);
    }

    public static IReadOnlyList<FieldError> Warnings(PracticeSettings practice)
    {
        var warnings = new FieldErrors();
        var (channels, senders) = (practice.Channels, practice.Senders);
        const string missing = "The channel is on and has no sender; what is due on it will not send.";
        warnings.Require(!channels.Email || senders.Email is not null, "senders.email", missing);
        warnings.Require(!channels.Text || senders.Text is not null, "senders.text", missing);
        warnings.Require(!channels.Voice || senders.Voice is not null, "senders.voice", missing);
        warnings.Require(
            !channels.Voice || practice.Phone is not null, "phone",
            "A call names a number to call back: what is due on voice cannot be delivered without one.");
        warnings.Require(
            !channels.Voice || !practice.CollectorMode || senders.Voice is null or { AskFor: not null },
            "senders.voice.askFor",
            "In collector mode a message on a machine names whom to ask for; without that, machines are hung up on.");
        return warnings.All;
    }

    private static void Validate(PhoneSender? sender, string path, bool mayBeService, FieldErrors errors)
    {
        if (sender is null)
        {
            return;
        }

        var service = sender.MessagingServiceSid;
        errors.Require(
            mayBeService ? sender.From is null != service is null : sender.From is not null && service is null, path,
            mayBeService ? "Either from or messagingServiceSid is required, not both." : "A call needs from alone.");
        errors.Require(
            sender.From is null || PhoneNumber.TryNormalise(sender.From, out _) || ShortCode().IsMatch(sender.From),
            $"{path}.from", "The phone number cannot exist.");
        errors.Require(
            service is null || ServiceSid().IsMatch(service),
            $"{path}.messagingServiceSid", "A messaging service is MG and 32 hexadecimal digits.");
        RequireProvider(sender.Provider, $"{path}.provider", errors);
    }

    private static void ValidateSpoken(PracticeSenders senders, FieldErrors errors)
    {
        errors.Require(
            senders.Text is not ({ SpokenName: not null } or { AskFor: not null }),
            "senders.text", "Only a call says spokenName and askFor.");
        RequireSpoken(senders.Voice?.SpokenName, "senders.voice.spokenName", errors);
        RequireSpoken(senders.Voice?.AskFor, "senders.voice.askFor", errors);
    }

    private static void RequireSpoken(string? words, string path, FieldErrors errors) => errors.Require(
        words is null || (!string.IsNullOrWhiteSpace(words) && words.Length <= 100 && !words.Any(char.IsControl)),
        path, "1 to 100 characters that can be said.");

    // V33: a sender in use goes out of use only for another one; without the channel it is not in use.
    private static void ValidateReplacements(PracticeSettings practice, FieldErrors errors)
    {
        var (channels, senders) = (practice.Channels, practice.Senders);
        const string needed = "The channel is on: name the sender that takes its place, or turn the channel off.";
        errors.Require(!channels.Email || senders.Email is not { Active: false }, "senders.email.active", needed);
        errors.Require(!channels.Text || senders.Text is not { Active: false }, "senders.text.active", needed);
        errors.Require(!channels.Voice || senders.Voice is not { Active: false }, "senders.voice.active", needed);
    }

    private static void ValidateTestRecipients(PracticeSettings practice, FieldErrors errors)
    {
        var (email, phone) = (practice.TestRecipients?.Email, practice.TestRecipients?.Phone);
        var testing = practice.Mode == PracticeMode.Test;
        var channels = practice.Channels;
        errors.Require(
            email is null ? !(testing && channels.Email) : EmailAddress.IsValid(email),
            "testRecipients.email", "Test mode needs a plain e-mail address while e-mail is on.");
        errors.Require(
            phone is null ? !(testing && (channels.Text || channels.Voice)) : PhoneNumber.TryNormalise(phone, out _),
            "testRecipients.phone", "Test mode needs a phone number while text or voice is on.");
    }

    private static void RequireProvider(string? provider, string path, FieldErrors errors) => errors.Require(
        provider is not null && ProviderName().IsMatch(provider), path,
        "A provider is named by 1 to 40 letters, digits, hyphens or underscores.");

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,40}\z")]
    private static partial Regex ProviderName();

    [GeneratedRegex(@"^MG[0-9a-fA-F]{32}\z")]
    private static partial Regex ServiceSid();

    [GeneratedRegex(@"^[2-9][0-9]{4,5}\z")]
    private static partial Regex ShortCode();
}
