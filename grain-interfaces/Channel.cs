namespace BalanceNotifications;

/// <summary>How a notification leaves. The numbers are stored; they never change.</summary>
public enum Channel
{
    Email = 1,
    Text = 2,
    Voice = 3,
}
