using System.Text.Json;
using BalanceNotifications.Cadence;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Practices;

/// <summary>What a practice still lacks before it can write to guarantors (domain.md 1.11). No I/O and no clock.</summary>
public static class GoLiveRules
{
    /// <summary>A test message older than this proves nothing of the set-up of today.</summary>
    public const int TestIsGoodForDays = 30;

    private const double FewestHours = 10;

    public static IReadOnlyList<GoLiveCheck> Check(GoLiveFacts facts, DateTimeOffset now) =>
    [
        .. OfPractice(facts.Practice),
        .. Enum.GetValues<Channel>().Where(channel => facts.Practice.Channels[channel])
            .SelectMany(channel => OfChannel(facts, channel, now)),
        .. OfProfiles(facts),
        OfQuickPay(facts),
        .. Notes(facts),
    ];

    private static IEnumerable<GoLiveCheck> OfPractice(PracticeSettings practice)
    {
        yield return Check(
            "active", practice is { Active: true, Paused: false },
            "The practice is active.", "The practice is not active, or paused: nothing leaves.",
            "Set active, and take the pause off.");
        yield return Check(
            "channels", Enum.GetValues<Channel>().Any(channel => practice.Channels[channel]),
            "At least one channel is on.", "No channel is on.", "Turn on channels.email, text or voice.");
        yield return Check(
            "phone", practice.Phone is not null,
            "Messages name a number to call back.", "There is no number to call back.", "Set phone.");
        var (hours, zone) = (practice.ContactHours, practice.TimeZone);
        var open = (Earlier(hours.Closes, ZoneHours.Latest) - Later(hours.Opens, ZoneHours.Earliest)).TotalHours
            * hours.Days.Distinct().Count();
        yield return Check(
            "contactHours", open >= FewestHours,
            $"Guarantors can be reached {open:0.#} hours a week.",
            $"Guarantors can be reached {open:0.#} hours a week; much will expire unsent.",
            $"Widen contactHours; they are the guarantor's, else those of {zone}.");
    }

    private static IEnumerable<GoLiveCheck> OfChannel(GoLiveFacts facts, Channel channel, DateTimeOffset now)
    {
        var (practice, name) = (facts.Practice, Camel(channel));
        yield return Check(
            $"sender.{name}", practice.Senders.Sends(channel),
            "The sender is set and active.", "The channel is on and has no active sender.", $"Set senders.{name}.");
        if (ProviderOf(practice.Senders, channel) is { } provider)
        {
            var known = channel is Channel.Email ? facts.EmailProviders : facts.PhoneProviders;
            yield return Check(
                $"provider.{name}", known?.Contains(provider, StringComparer.OrdinalIgnoreCase) ?? true,
                $"The silo knows the provider {provider}.", $"The silo knows no provider {provider}.",
                $"Name one of its configuration in senders.{name}.provider, or have it configured.");
        }

        var recipient = channel is Channel.Email ? practice.TestRecipients?.Email : practice.TestRecipients?.Phone;
        yield return Check(
            $"testRecipient.{name}", recipient is not null,
            "Somebody of the practice gets its tests.", "Nobody of the practice gets its tests.",
            $"Set testRecipients.{(channel is Channel.Email ? "email" : "phone")}.");
        var test = facts.Tests.FirstOrDefault(sent => sent.Channel == channel);
        yield return Check(
            $"test.{name}", test?.AcceptedAt > now.AddDays(-TestIsGoodForDays),
            "A test message was taken lately.",
            test is null ? "No test message was sent." : $"The last test message ended as {test.Outcome} {test.Reason}".TrimEnd() + ".",
            "POST …/templates/{id}/test.");
    }

    private static IEnumerable<GoLiveCheck> OfProfiles(GoLiveFacts facts)
    {
        yield return Check(
            "profile.statements", HasDefault(facts, ProfileUse.Statements),
            "An approved profile is the default for statements.",
            "No approved profile is the default for statements: those that name none plan nothing.",
            "Proof and approve a profile with default.");
        yield return facts.Profiles.Any(profile => profile.UsedFor is ProfileUse.Invoices)
            ? Check(
                "profile.invoices", HasDefault(facts, ProfileUse.Invoices),
                "An approved profile is the default for invoices.",
                "There is a profile for invoices, and none that is approved is the default.",
                "Proof and approve it, with default.")
            : new("profile.invoices", null, "There is no profile for invoices: an invoice plans nothing.", null);
        yield return OfTemplates(
            "templates.active", facts.Templates.Where(template => !template.Sends),
            "Every template in force is active, or has a replacement.", "Out of use, with no replacement",
            "Set active, or name a replacement.");
        yield return OfTemplates(
            "templates.proofed", facts.Templates.Where(template => template.Stale),
            "Every template in force is the newest, and was proofed.", "Changed since the proof",
            "POST …/profiles/{id}/proof, then approve.");
    }

    private static GoLiveCheck OfQuickPay(GoLiveFacts facts) => facts.Practice.QuickPay switch
    {
        null => new("quickPay", null, "No way to pay is set: links show the amount and the number to call.", "Set quickPay."),
        { Mode: QuickPayMode.Portal } => Check(
            "quickPay", facts.HasPortalKey,
            "Links lead to the practice's portal.",
            "The mode is portal, and the api has no key for it: links show the hosted page.",
            "Configure Links:PortalKeys for the practice."),
        _ => new("quickPay", true, "Links lead to the hosted page.", null),
    };

    private static IEnumerable<GoLiveCheck> Notes(GoLiveFacts facts)
    {
        var practice = facts.Practice;
        if (practice.CollectorMode)
        {
            yield return new(
                "collectorNotice", true, "Collector mode: no template is in force without an opt-out notice.", null);
        }

        if (practice.Channels.Text)
        {
            yield return new(
                "textRegistration", null, "Carriers filter senders that are not registered, and this cannot be seen from here.",
                "Register the sender: 10DLC brand and campaign, toll-free verification, or a short code.");
        }

        if (practice.Channels.Email && facts.Templates.Any(template => template.TakesLogo))
        {
            yield return OfLogo(facts);
        }

        if (practice.Channels.Email)
        {
            yield return facts.SigningRelays.Contains(practice.Senders.Email?.Provider ?? "", StringComparer.OrdinalIgnoreCase)
                ? new("dkim", true, "The relay's DKIM signature covers List-Unsubscribe, as its operator has confirmed.", null)
                : new(
                    "dkim", null, "The relay signs the mail, and this cannot be seen from here.",
                    "Its DKIM signature must cover List-Unsubscribe and List-Unsubscribe-Post; SPF and DMARC must fit "
                    + "the sender. Then have DkimCoversUnsubscribe set.");
        }
    }

    // A mail is whole without one.
    private static GoLiveCheck OfLogo(GoLiveFacts facts) => (facts.HasLogo, facts.Practice.LogoUrl) switch
    {
        (true, _) => new("logo", true, "Mails carry the practice's logo.", null),
        (false, not null) => new(
            "logo", null, "No logo is stored: mails show the picture at logoUrl, which mailboxes fetch or hide.",
            "PUT …/logo."),
        (false, null) => new("logo", null, "No logo is stored, and mails show none.", "PUT …/logo."),
    };

    private static GoLiveCheck OfTemplates(
        string id, IEnumerable<GoLiveTemplate> wrong, string good, string bad, string fix)
    {
        var labels = string.Join(", ", wrong.Select(template => template.Label));
        return Check(id, labels.Length == 0, good, $"{bad}: {labels}.", fix);
    }

    private static bool HasDefault(GoLiveFacts facts, ProfileUse use) =>
        facts.Profiles.Any(profile => profile is { Default: true, Approved: true } && profile.UsedFor == use);

    private static string? ProviderOf(PracticeSenders senders, Channel channel) => channel switch
    {
        Channel.Email => senders.Email?.Provider,
        Channel.Text => senders.Text?.Provider,
        Channel.Voice => senders.Voice?.Provider,
    };

    private static GoLiveCheck Check(string id, bool ok, string good, string bad, string fix) =>
        ok ? new(id, true, good, null) : new(id, false, bad, fix);

    private static TimeOnly Later(TimeOnly one, TimeOnly other) => one > other ? one : other;

    private static TimeOnly Earlier(TimeOnly one, TimeOnly other) => one < other ? one : other;

    private static string Camel(Channel channel) => JsonNamingPolicy.CamelCase.ConvertName(channel.ToString());
}
