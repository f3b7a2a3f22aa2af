using BalanceNotifications.Errors;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Pauses;

/// <summary>The optional body of PUT and DELETE.</summary>
/// <param name="Reason">For the audit trail and for whoever asks why nothing leaves; at most 500 characters.</param>
internal sealed record PauseBody(string? Reason)
{
    private const int MaxReason = 500;

    /// <param name="body">Null when there was none.</param>
    public static string? ReadReason(PauseBody? body, FieldChecks checks)
    {
        if (body?.Reason is { Length: > MaxReason })
        {
            checks.Add("reason", $"Is at most {MaxReason} characters.");
        }

        return string.IsNullOrWhiteSpace(body?.Reason) ? null : body.Reason;
    }
}

/// <summary>Whether something waits.</summary>
/// <param name="Pause">Since when, who asked and why; null while it is not paused.</param>
internal sealed record PauseResponse(bool Paused, Pause? Pause)
{
    public static PauseResponse Of(Pause? pause) => new(pause is not null, pause);
}
