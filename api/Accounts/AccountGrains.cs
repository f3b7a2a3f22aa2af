using BalanceNotifications.Security;

namespace BalanceNotifications.Accounts;

internal static class AccountGrains
{
    /// <summary>The grain of an account, whether or not it was ever created.</summary>
    public static IAccountGrain GetAccount(this IGrainFactory grains, CallerPractice caller, string number) =>
        grains.GetGrain<IAccountGrain>(KeyOf(caller, number).ToString());

    public static AccountKey KeyOf(CallerPractice caller, string number) =>
        AccountKey.Of(caller.Practice.Id, caller.Practice.Salt, number);

    public static RequestOrigin OriginAt(this CallerPractice caller, TimeProvider clock) =>
        new(caller.Actor, clock.GetUtcNow());
}
