namespace BalanceNotifications.Profiles;

/// <summary>Where a rule goes on when a channel cannot deliver. The numbers are stored; they never change.</summary>
public enum FallbackStep
{
    Email = 1,
    Text = 2,
    Voice = 3,

    /// <summary>The paper list, which the statement vendor reads.</summary>
    Paper = 4,
}

public static class FallbackSteps
{
    /// <summary>Null for paper, which is no channel of ours.</summary>
    public static Channel? ChannelOf(this FallbackStep step) => step switch
    {
        FallbackStep.Email => Channel.Email,
        FallbackStep.Text => Channel.Text,
        FallbackStep.Voice => Channel.Voice,
        FallbackStep.Paper => null,
    };
}
