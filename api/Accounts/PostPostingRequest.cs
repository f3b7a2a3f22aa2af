using BalanceNotifications.Errors;

namespace BalanceNotifications.Accounts;

/// <summary>The body of <c>POST …/postings</c>.</summary>
/// <param name="Amount">Positive; signed and not zero for an adjustment; left out for a reversal.</param>
/// <param name="At">When it happened at the practice.</param>
/// <param name="Reverses">The posting that a reversal undoes.</param>
public sealed record PostPostingRequest(
    string? PostingId = null,
    PostingType? Type = null,
    decimal? Amount = null,
    DateTimeOffset? At = null,
    string? Reverses = null)
{
    internal bool IsTooOld(RequestOrigin origin) =>
        At is { } at && AcceptedDates.IsTooOld(DateOnly.FromDateTime(at.UtcDateTime), origin.Today);

    internal PostPosting Read(FieldChecks checks, RequestOrigin origin)
    {
        var at = checks.Required(At, "at").ToUniversalTime();
        checks.Window(At is null ? null : DateOnly.FromDateTime(at.DateTime), "at", origin);
        // Dated ahead, it would be taken off every snapshot until then.
        checks.Past(At, "at", origin);
        var posting = new PostPosting(
            checks.ClientIdOf(PostingId, "postingId"),
            checks.Required(Type, "type"),
            ReadAmount(checks),
            at,
            ReadReverses(checks),
            BodyHash: "",
            origin.Actor,
            origin.ReceivedAt);
        return posting with { BodyHash = BodyHash.Of(posting) };
    }

    private Money ReadAmount(FieldChecks checks)
    {
        if (Type is PostingType.Reversal)
        {
            if (Amount is not null)
            {
                checks.Add("amount", "A reversal takes the amount of the posting it undoes.");
            }

            return Money.Zero;
        }

        var amount = checks.Amount(Amount, "amount");
        if (Amount == 0 && Type is PostingType.Adjustment)
        {
            checks.Add("amount", "Is not zero.");
        }

        if (Amount <= 0 && Type is not PostingType.Adjustment)
        {
            checks.Add("amount", "Is more than zero; the type says which way it goes.");
        }

        return amount;
    }

    private string? ReadReverses(FieldChecks checks)
    {
        if (Type is PostingType.Reversal)
        {
            return checks.ClientIdOf(Reverses, "reverses");
        }

        if (Reverses is not null)
        {
            checks.Add("reverses", "Goes with a reversal only.");
        }

        return null;
    }
}

/// <summary>The answer to a posting; a repeat gets the first one again.</summary>
/// <param name="Change">What it did to the balance; negative lowers.</param>
/// <param name="Balance">The balance after it.</param>
public sealed record PostingResponse(
    string PostingId, PostingType Type, Money Amount, DateTimeOffset At, Money Change, Money Balance)
{
    internal static PostingResponse From(PostingAnswer answer) =>
        new(answer.PostingId, answer.Type, answer.Amount, answer.At, answer.Change, answer.Balance);
}
