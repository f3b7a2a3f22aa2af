using BalanceNotifications.Accounts;
using BalanceNotifications.Contact;
using BalanceNotifications.Inbound;

namespace BalanceNotifications.Callbacks;

/// <summary>
/// Takes a guarantor's text to every practice that sends from the number, and there to every account that has the
/// guarantor's. The opt-out of the number stands first, in the database; what dies after that is done when Twilio asks
/// again, and until then nothing is sent to the number all the same.
/// </summary>
internal sealed partial class InboundDesk(
    InboundStore store, IGrainFactory grains, TimeProvider clock, ILogger<InboundDesk> logger)
{
    /// <returns>What to answer; null for nothing.</returns>
    public async Task<string?> TakeAsync(TwilioRequest request, CancellationToken cancellationToken)
    {
        if (request["MessageSid"] is not { } sid || request["To"] is not { } to
            || !PhoneNumber.TryNormalise(request["From"], out var from))
        {
            return null;
        }

        var (wording, optOut) = (request["Body"] ?? "", request["OptOutType"]);
        var word = new GuarantorWord(InboundWords.Read(wording, optOut), from, clock.GetUtcNow(), wording);
        var practices = await store.FindSendersAsync(
            request.Provider, to, request["MessagingServiceSid"], cancellationToken);
        var stopped = true;
        var news = false;
        foreach (var practice in practices)
        {
            var text = new InboundText(
                sid, word.At, AddressHash.Of(practice.Salt, Channel.Text, from), to, word.Meaning, wording);
            var taken = await store.TakeAsync(practice.Scope, text, cancellationToken);
            // Of those that have taken it to the end before a crash as well: they have not been confirmed either.
            stopped &= taken.Stopped;
            if (!taken.Done)
            {
                news = true;
                await FinishAsync(practice, taken, word with { At = taken.At }, cancellationToken);
            }
        }

        LogTaken(practices.Count, word.Meaning, news);
        return news
            ? InboundReplies.Of(
                word.Meaning, [.. practices.Select(practice => new InboundPractice(practice.Name, practice.Phone))], stopped,
                byProvider: optOut is not null)
            : null;
    }

    private async Task FinishAsync(
        SendingPractice practice, TakenText taken, GuarantorWord word, CancellationToken cancellationToken)
    {
        var takenBy = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hash in taken.Accounts)
        {
            var account = grains.GetGrain<IAccountGrain>(AccountKey.Parse($"{practice.Id}/{hash}").ToString());
            if (await account.HearAsync(word, cancellationToken) is { } left)
            {
                takenBy.Add(hash);
                takenBy.Add(left);
            }
        }

        await store.FinishAsync(practice.Scope, taken.Id, takenBy, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "A text came for {Practices} practices: {Meaning}, taken {Taken}")]
    private partial void LogTaken(int practices, WordMeaning meaning, bool taken);
}
